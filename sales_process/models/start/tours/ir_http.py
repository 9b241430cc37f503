from odoo import models


class IrHttp(models.AbstractModel):
    """The menu of the user offers the tours that are for this user."""

    _inherit = "ir.http"

    def session_info(self):
        return {
            **super().session_info(),
            "sales_tours": self.env["web_tour.tour"]._get_sales_tours(),
        }
