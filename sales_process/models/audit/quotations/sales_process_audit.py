from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """A quotation that was sent says when, and an answer to handle is one."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "quotation": Check(
                self.env._("A sent quotation says since when, an answer to handle was given"),
                "sale.order",
                True,
            ),
        }

    @api.model
    def _find_quotation(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT id, is_unsaid
                  FROM (SELECT id, state = 'sent' AND sent_on IS NULL AS is_unsaid,
                               is_answer_open IS TRUE
                               AND (customer_answer IS NULL
                                    OR customer_answer_on IS NULL) AS is_unanswered
                          FROM sale_order) quotation
                 WHERE is_unsaid OR is_unanswered
              ORDER BY id
                """
            )
        )

    @api.model
    def _explain_quotation(self, order_id, is_unsaid):
        order = self.env["sale.order"].browse(order_id).display_name
        if is_unsaid:
            return self.env._("%(order)s is sent, and does not say since when", order=order)
        return self.env._("%(order)s waits for an answer to be handled, and has none", order=order)

    @api.model
    def _mend_quotation(self, orders):
        """When one was sent nobody knows: its own date, as at the installation."""
        for order in orders.filtered(lambda order: order.state == "sent" and not order.sent_on):
            order.sent_on = order.date_order
        orders.filtered(
            lambda order: not order.customer_answer or not order.customer_answer_on
        ).is_answer_open = False
