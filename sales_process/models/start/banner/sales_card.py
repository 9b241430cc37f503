from odoo import api, models


class SalesCard(models.Model):
    """The seller's view of who sets up the process leads to the guided start."""

    _inherit = "sales.card"

    @api.model
    @api.readonly
    def get_view_info(self):
        return {
            **super().get_view_info(),
            "guided_start": self.env["sales.process.start"]._is_offered(),
        }
