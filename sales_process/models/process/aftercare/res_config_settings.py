from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """When aftercare is due."""

    _inherit = "res.config.settings"

    aftercare_activity_type_id = fields.Many2one(
        related="company_id.aftercare_activity_type_id", readonly=False
    )
    aftercare_delay_days = fields.Integer(related="company_id.aftercare_delay_days", readonly=False)
