from odoo import models


class ResPartnerCategory(models.Model):
    """How often contacts with a tag want to hear from us is a number of days."""

    _name = "res.partner.category"
    _inherit = ["sales.input.mixin", "res.partner.category"]

    _checked_fields = ("contact_rhythm_days",)
    _longest_name = None
