from odoo import models


class ResCompany(models.Model):
    """After how many days aftercare is due is a number of days."""

    _name = "res.company"
    _inherit = ["sales.input.mixin", "res.company"]

    _checked_fields = (
        "aftercare_activity_type_id",
        "aftercare_delay_days",
        "call_secret",
        "unknown_callers",
    )
