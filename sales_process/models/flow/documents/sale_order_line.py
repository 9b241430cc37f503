from odoo import models

from ....tools.evidence import Line, is_tracked_line
from ....tools.transaction import worked_off


class SaleOrderLine(models.Model):
    """Lines of which somebody records what was delivered."""

    _inherit = "sale.order.line"

    def write(self, vals):
        """A delivered quantity entered by hand is a delivery: the stage follows at once."""
        if "qty_delivered" not in vals:
            return super().write(vals)
        with worked_off(self.env):
            return super().write(vals)

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

    def _is_delivery_closed(self):
        """Whether nothing more of this line is to be delivered, whatever is delivered of it."""
        product = self.product_id
        line = Line.from_values(
            self.id,
            self.product_uom_qty,
            self.qty_delivered,
            self.qty_delivered_method,
            product.invoice_policy,
            product.type,
            True,
        )
        return line.is_closed(self.order_id)
