from odoo import models


class ResPartner(models.Model):
    """Contacts are looked up by their number."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    _sales_phone_idx = models.Index("(phone_sanitized) WHERE phone_sanitized IS NOT NULL")
