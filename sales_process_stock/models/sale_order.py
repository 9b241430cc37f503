from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from odoo.addons.sales_process.tools.evidence import TRACKED_METHODS, TRANSFERRED
from odoo.addons.sales_process.tools.transaction import worked_off

# What the query below reads, to be flushed first
DELIVERY_FACTS = {
    "sale.order": ["state", "is_invoicing_closed"],
    "sale.order.line": [
        "order_id",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_delivered_method",
        "invoice_lines",
    ],
    "stock.picking": ["sale_id", "state", "picking_type_id"],
    "stock.move": ["sale_line_id", "state", "to_refund", "location_id"],
    "account.move": ["state", "move_type"],
    "account.move.line": ["move_id", "quantity", "product_uom_id"],
}


class SaleOrder(models.Model):
    """An order whose transfers are all done or cancelled has nothing more to deliver."""

    _inherit = "sale.order"

    is_delivery_closed = fields.Boolean(
        compute="_compute_is_delivery_closed", store=True, readonly=False
    )
    is_transferred = fields.Boolean(
        compute="_compute_is_delivery_closed",
        store=True,
        copy=False,
        help="What the transfers say: all of them are done or cancelled, and what came back is "
        "credited. Where they say something else than before, they close the delivery, or open it "
        "again; in between stands what a person decides.",
    )

    def _auto_init(self):
        """Let the transfers that are there speak in one statement, not order by order."""
        is_new = not column_exists(self.env.cr, self._table, "is_transferred")
        if is_new:
            create_column(self.env.cr, self._table, "is_transferred", "boolean")
        result = super()._auto_init()
        if is_new:
            self.env.cr.execute(
                SQL(
                    """UPDATE sale_order SET is_transferred = TRUE, is_delivery_closed = TRUE
                        WHERE id IN %s""",
                    self._get_transferred_sql(SQL("TRUE")),
                )
            )
        return result

    @api.depends(
        "state",
        "is_invoicing_closed",
        "picking_ids.state",
        "order_line.product_uom_qty",
        "order_line.qty_delivered",
        "order_line.untaxed_amount_invoiced",
    )
    def _compute_is_delivery_closed(self):
        confirmed = self.filtered(lambda order: order.state == "sale" and order._origin)
        transferred = confirmed._filtered_transferred()
        for order in self:
            was_transferred, is_closed = order.is_transferred, order.is_delivery_closed
            order.is_transferred = order in transferred
            if order.is_transferred != was_transferred:
                is_closed = order.is_transferred
            order.is_delivery_closed = is_closed

    def _action_cancel(self):
        """That its transfers are cancelled before the order is no delivery."""
        with worked_off(self.env):
            return super()._action_cancel()

    def _filtered_transferred(self):
        """Those of these confirmed orders whose transfers say that nothing more is to be
        delivered, in one query."""
        if not self:
            return self
        for model, names in DELIVERY_FACTS.items():
            self.env[model].flush_model(names)
        rows = self.env.execute_query(
            self._get_transferred_sql(SQL("o.id IN %s", tuple(self._origin.ids)))
        )
        transferred = {order_id for (order_id,) in rows}
        return self.filtered(lambda order: order._origin.id in transferred)

    @api.model
    def _get_transferred_sql(self, condition):
        """The ids of orders ``o`` whose transfers, other than receipts, are all done or cancelled.

        What else is delivered, such as hours, is not waited for any more either, and what came
        back was credited: as much is invoiced, net, as the customer keeps.
        """
        return SQL(
            """(
            SELECT o.id
              FROM sale_order o
             WHERE %(condition)s
               AND o.state = 'sale'
               AND EXISTS (
                   SELECT
                     FROM stock_picking picking
                     JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                    WHERE picking.sale_id = o.id AND kind.code <> 'incoming')
               AND NOT EXISTS (
                   SELECT
                     FROM stock_picking picking
                     JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
                    WHERE picking.sale_id = o.id
                      AND kind.code <> 'incoming'
                      AND picking.state NOT IN ('done', 'cancel'))
               AND NOT EXISTS (
                   SELECT
                     FROM sale_order_line line
                LEFT JOIN product_product product ON product.id = line.product_id
                LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                    WHERE line.order_id = o.id
                      AND line.display_type IS NULL
                      AND line.is_downpayment IS NOT TRUE
                      AND line.product_uom_qty > 0
                      AND COALESCE(line.qty_delivered, 0) < line.product_uom_qty
                      AND template.type <> 'combo'
                      AND CASE WHEN line.qty_delivered_method = %(transferred)s
                               THEN EXISTS %(returned)s AND NOT %(is_credited)s
                               WHEN line.qty_delivered_method = ANY(%(tracked)s)
                                    OR line.qty_delivered_method = 'manual'
                                       AND template.invoice_policy = 'delivery'
                               THEN NOT (COALESCE(o.is_invoicing_closed, FALSE)
                                         AND template.invoice_policy <> 'order')
                               ELSE FALSE END)
            )""",
            condition=condition,
            transferred=TRANSFERRED,
            tracked=list(TRACKED_METHODS),
            returned=SQL(
                """(
                   SELECT
                     FROM stock_move move
                     JOIN stock_location location ON location.id = move.location_id
                    WHERE move.sale_line_id = line.id
                      AND move.state = 'done'
                      AND move.to_refund
                      AND location.usage = 'customer')"""
            ),
            is_credited=SQL(
                """COALESCE((
                   SELECT ABS(SUM(CASE WHEN bill.move_type = 'out_refund' THEN -1 ELSE 1 END
                                  * item.quantity * COALESCE(unit.factor, 1)
                                  / COALESCE(line_unit.factor, 1)) - line.qty_delivered) < 0.005
                     FROM sale_order_line_invoice_rel rel
                     JOIN account_move_line item ON item.id = rel.invoice_line_id
                     JOIN account_move bill ON bill.id = item.move_id
                LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
                LEFT JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
                    WHERE rel.order_line_id = line.id AND bill.state = 'posted'
                   ), FALSE)"""
            ),
        )
