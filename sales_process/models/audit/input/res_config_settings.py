from odoo import models


class ResConfigSettings(models.TransientModel):
    """What a company sets is what its fields can hold."""

    _name = "res.config.settings"
    _inherit = ["sales.input.mixin", "res.config.settings"]

    _checked_fields = (
        "aftercare_activity_type_id",
        "aftercare_delay_days",
        "unknown_callers",
    )
