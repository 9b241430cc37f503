from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        """A delivered quantity entered by hand is a delivery: the stage follows at once."""
        result = super().write(vals)
        if "qty_delivered" in vals:
            self.env["crm.lead"]._sync_flow()
        return result
