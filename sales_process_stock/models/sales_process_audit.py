from odoo import api, models
from odoo.tools import SQL

from odoo.addons.sales_process.models.audit.sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """What orders say of their transfers is what the transfers say now."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "transferred": Check(
                self.env._("An order counts as transferred exactly when its transfers say so"),
                "sale.order",
                True,
            ),
        }

    @api.model
    def _find_transferred(self):
        """The rule of ``sale.order._compute_is_delivery_closed``, for all orders at once."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, COALESCE(is_transferred, FALSE)
                  FROM sale_order
                 WHERE COALESCE(is_transferred, FALSE) <> (id IN %s)
              ORDER BY id
                """,
                self.env["sale.order"]._get_transferred_sql(SQL("TRUE")),
            )
        )

    @api.model
    def _explain_transferred(self, order_id, is_transferred):
        order = self.env["sale.order"].browse(order_id).display_name
        if is_transferred:
            return self.env._(
                "“%(order)s” counts as transferred, and its transfers do not say so", order=order
            )
        return self.env._(
            "“%(order)s” does not count as transferred, and its transfers say so", order=order
        )

    @api.model
    def _mend_transferred(self, orders):
        """Its delivery is closed, or open again, as after any transfer."""
        self.env.add_to_compute(orders._fields["is_transferred"], orders)
