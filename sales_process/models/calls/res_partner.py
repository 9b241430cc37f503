from odoo import fields, models


class ResPartner(models.Model):
    """Contacts are looked up by their number."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    phone_sanitized = fields.Char(index="btree_not_null")
