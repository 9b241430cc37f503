from odoo import models

from ...tools.flow import is_tracked_line


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def write(self, vals):
        """A delivered quantity entered by hand is a delivery: the stage follows at once."""
        result = super().write(vals)
        if "qty_delivered" in vals:
            self.env["crm.lead"]._sync_flow()
        return result

    def _filtered_delivery_tracked(self):
        """The lines of which somebody records what was delivered."""
        return self.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and is_tracked_line(
                    line.qty_delivered_method,
                    line.product_id.invoice_policy,
                    line.product_uom_qty,
                    line.product_id.type,
                )
            )
        )
