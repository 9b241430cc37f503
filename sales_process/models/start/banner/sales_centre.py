from odoo import api, models


class SalesCentre(models.AbstractModel):
    """The centre of who sets up the process leads to the guided start."""

    _inherit = "sales.centre"

    @api.model
    @api.readonly
    def get_options(self):
        return {
            **super().get_options(),
            "guided_start": self.env["sales.process.start"]._is_offered(),
        }
