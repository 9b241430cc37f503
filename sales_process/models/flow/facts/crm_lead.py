from odoo import api, models
from odoo.tools import SQL

from ....tools import flow as flow_tools

# What the queries below read, to be flushed first
FLOW_FACTS = {
    "sale.order": [
        "opportunity_id",
        "state",
        "amount_untaxed",
        "currency_rate",
        "sent_on",
        "is_invoicing_closed",
        "transaction_ids",
    ],
    "sale.order.line": [
        "order_id",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_delivered_method",
        "invoice_status",
        "price_unit",
        "discount",
        "invoice_lines",
    ],
    "account.move": ["state", "move_type", "payment_state", "amount_residual"],
    "payment.transaction": ["state"],
}
SETTLED_PAYMENT_STATES = ("paid", "reversed", "invoicing_legacy")


class CrmLead(models.Model):
    """The facts of an opportunity's documents: its orders, their lines and their invoices."""

    _inherit = "crm.lead"

    def _get_flow_orders(self):
        """Collect the facts of these opportunities' orders: {lead id: [flow.Order]}.

        Two queries for any number of opportunities. To be extended by what else belongs to an
        order's facts. Runs as superuser: how far an opportunity has come is the same for everyone;
        amounts are shown by `get_flow_bar`, which asks for the user's rights.
        """
        lead_ids = tuple(lead_id for lead_id in self._origin._ids if lead_id)
        if not lead_ids:
            return {}
        self._flush_flow_facts()
        rows = self.env.execute_query_dict(self._get_flow_orders_sql(lead_ids))
        invoices = self._get_invoice_facts([row["id"] for row in rows if row["is_invoiced"]])
        orders_by_lead = {}
        for row in rows:
            order = flow_tools.Order(
                id=row["id"],
                state=row["state"],
                amount=(row["amount_untaxed"] or 0.0) / (row["currency_rate"] or 1.0),
                is_invoicing_closed=bool(row["is_invoicing_closed"]),
                was_sent=row["sent_on"] is not None,
                is_prepaid=row["is_prepaid"],
                lines=[flow_tools.Line.from_values(*values) for values in row["lines"] or ()],
                invoices=invoices.get(row["id"], []),
            )
            orders_by_lead.setdefault(row["lead_id"], []).append(order)
        return orders_by_lead

    @api.model
    def _get_invoice_facts(self, order_ids):
        """Collect the invoices of orders: {order id: [flow.Invoice]}, in one query."""
        invoices = {}
        if not order_ids:
            return invoices
        for order_id, _id, state, move_type, payment_state, residual in self.env.execute_query(
            self._get_invoice_facts_sql(tuple(order_ids))
        ):
            invoice = flow_tools.Invoice(
                state=state,
                is_refund=move_type == "out_refund",
                is_settled=payment_state in SETTLED_PAYMENT_STATES or not residual,
                has_payment=payment_state in ("paid", "in_payment", "partial"),
            )
            invoices.setdefault(order_id, []).append(invoice)
        return invoices

    @api.model
    def _flush_flow_facts(self):
        for model, names in FLOW_FACTS.items():
            self.env[model].flush_model(names)

    @api.model
    def _get_flow_orders_sql(self, lead_ids):
        """The orders' facts. To be extended by further columns; see ``FLOW_FACTS``."""
        return SQL(
            """
            SELECT o.opportunity_id AS lead_id, o.id, o.state, o.amount_untaxed::float,
                   o.currency_rate::float, o.is_invoicing_closed, o.sent_on,
                   EXISTS (
                       SELECT 1
                         FROM sale_order_transaction_rel rel
                         JOIN payment_transaction tx ON tx.id = rel.transaction_id
                        WHERE rel.sale_order_id = o.id AND tx.state IN ('authorized', 'done')
                   ) AS is_prepaid,
                   line.facts AS lines, COALESCE(line.is_invoiced, FALSE) AS is_invoiced
              FROM sale_order o
         LEFT JOIN LATERAL (
                       SELECT json_agg(json_build_array(
                                  l.product_uom_qty::float, COALESCE(l.qty_delivered, 0)::float,
                                  l.qty_delivered_method, template.invoice_policy, template.type,
                                  l.invoice_status,
                                  l.price_unit <> 0 AND COALESCE(l.discount, 0) <> 100
                              )) FILTER (WHERE l.display_type IS NULL
                                           AND l.is_downpayment IS NOT TRUE) AS facts,
                              BOOL_OR(EXISTS (
                                  SELECT FROM sale_order_line_invoice_rel rel
                                   WHERE rel.order_line_id = l.id)) AS is_invoiced
                         FROM sale_order_line l
                    LEFT JOIN product_product product ON product.id = l.product_id
                    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                        WHERE l.order_id = o.id
                   ) line ON o.state NOT IN ('draft', 'sent', 'cancel')
             WHERE o.opportunity_id IN %s
          ORDER BY o.id
            """,
            lead_ids,
        )

    @api.model
    def _get_invoice_facts_sql(self, order_ids):
        """The invoices' facts. To be extended by further columns; see ``FLOW_FACTS``."""
        return SQL(
            """
            SELECT DISTINCT l.order_id, move.id, move.state, move.move_type, move.payment_state,
                   move.amount_residual::float
              FROM sale_order_line l
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
              JOIN account_move_line item ON item.id = rel.invoice_line_id
              JOIN account_move move ON move.id = item.move_id
             WHERE l.order_id IN %s
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')
               AND move.state <> 'cancel'
            """,
            order_ids,
        )
