from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Whether stages follow documents."""

    _inherit = "res.config.settings"

    stages_follow_documents = fields.Boolean(
        related="company_id.stages_follow_documents", readonly=False
    )
