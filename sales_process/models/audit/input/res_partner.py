from odoo import models


class ResPartner(models.Model):
    """How often a customer wants to hear from us is a number of days."""

    _name = "res.partner"
    _inherit = ["sales.input.mixin", "res.partner"]

    _checked_fields = (
        "contact_due_on",
        "contact_rhythm",
        "contact_rhythm_days",
        "last_contact_on",
    )
    _longest_name = None
