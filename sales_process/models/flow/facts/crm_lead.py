from odoo import api, models
from odoo.tools import SQL

from ....tools import evidence
from ....tools.flow import SALE_MOVE_TYPES

# What the queries below read, to be flushed first
FLOW_FACTS = {
    "sale.order": [
        "opportunity_id",
        "state",
        "amount_untaxed",
        "currency_rate",
        "sent_on",
        "is_delivery_closed",
        "is_invoicing_closed",
        "transaction_ids",
    ],
    "sale.order.line": [
        "order_id",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_delivered_method",
        "price_unit",
        "discount",
        "invoice_lines",
    ],
    "account.move": [
        "state",
        "move_type",
        "payment_state",
        "currency_id",
        "amount_total",
        "amount_residual",
        "transaction_ids",
    ],
    "account.move.line": ["move_id", "quantity", "product_uom_id", "price_total"],
    "payment.transaction": ["state", "amount", "operation", "payment_id", "source_transaction_id"],
}
SETTLED_PAYMENT_STATES = ("paid", "reversed", "invoicing_legacy")
# Odoo calls it paid, whatever is residual: the payment is in process.
MONEY_PAYMENT_STATES = (*SETTLED_PAYMENT_STATES, "in_payment")


class CrmLead(models.Model):
    """The facts of an opportunity's documents: its orders, their lines and their invoices."""

    _inherit = "crm.lead"

    def _get_flow_orders(self):
        """Collect the facts of these opportunities' orders: {lead id: [evidence.Order]}.

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
            bills, quantities = invoices.get(row["id"], ([], {}))
            order = evidence.Order(
                id=row["id"],
                state=row["state"],
                amount=(row["amount_untaxed"] or 0.0) / (row["currency_rate"] or 1.0),
                is_delivery_closed=bool(row["is_delivery_closed"]),
                is_invoicing_closed=bool(row["is_invoicing_closed"]),
                was_sent=row["sent_on"] is not None,
                is_prepaid=row["is_prepaid"],
                lines=[evidence.Line.from_values(*values) for values in row["lines"] or ()],
                invoices=bills,
            )
            for line in order.lines:
                line.invoiced = quantities.get(line.id, 0.0)
            orders_by_lead.setdefault(row["lead_id"], []).append(order)
        return orders_by_lead

    @api.model
    def _get_invoice_facts(self, order_ids):
        """Collect the invoices of orders, and what is invoiced of their lines, net and posted:
        {order id: ([evidence.Invoice], {line id: quantity})}, in one query."""
        facts = {}
        if not order_ids:
            return facts
        moves, seen = {}, set()
        for row in self.env.execute_query_dict(self._get_invoice_facts_sql(tuple(order_ids))):
            key = row["order_id"], row["move_id"]
            bills, quantities = facts.setdefault(row["order_id"], ([], {}))
            if key not in moves:
                moves[key] = self._prepare_invoice_fact(row)
                bills.append(moves[key])
            bill, line_id = moves[key], row["line_id"]
            if bill.state == "posted":
                quantity = quantities.get(line_id, 0.0) + bill.sign * row["quantity"]
                quantities[line_id] = quantity
            if (row["order_id"], row["item_id"]) not in seen:  # of several lines of the order
                seen.add((row["order_id"], row["item_id"]))
                bill.total += row["amount"]
                bill.settled += row["amount"] * row["settled_part"]
        return facts

    @api.model
    def _prepare_invoice_fact(self, row):
        """An invoice or credit note without amounts, which are those of its items."""
        payment_state = row["payment_state"]
        is_legacy = payment_state == "invoicing_legacy"
        return evidence.Invoice(
            state="posted" if is_legacy else row["state"],
            is_refund=row["move_type"] == "out_refund",
            is_settled=payment_state in SETTLED_PAYMENT_STATES or not row["residual"],
            currency_id=row["currency_id"],
        )

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
                   o.currency_rate::float, o.is_delivery_closed, o.is_invoicing_closed, o.sent_on,
                   EXISTS (
                       SELECT 1
                         FROM sale_order_transaction_rel rel
                         JOIN payment_transaction tx ON tx.id = rel.transaction_id
                        WHERE rel.sale_order_id = o.id
                          AND tx.state IN ('authorized', 'done')
                          AND tx.amount > COALESCE((
                                  SELECT SUM(ABS(refund.amount))
                                    FROM payment_transaction refund
                                   WHERE refund.source_transaction_id = tx.id
                                     AND refund.operation = 'refund'
                                     AND refund.state = 'done'), 0)
                          -- of a payment that is matched with an invoice, the invoice tells
                          AND (tx.payment_id IS NULL OR NOT EXISTS (
                                  SELECT
                                    FROM account_invoice_transaction_rel bill
                                    JOIN account_move move ON move.id = bill.invoice_id
                                   WHERE bill.transaction_id = tx.id AND move.state = 'posted'))
                   ) AS is_prepaid,
                   line.facts AS lines, COALESCE(line.is_invoiced, FALSE) AS is_invoiced
              FROM sale_order o
         LEFT JOIN (
                       SELECT l.order_id,
                              json_agg(json_build_array(
                                  l.id, l.product_uom_qty::float,
                                  COALESCE(l.qty_delivered, 0)::float,
                                  l.qty_delivered_method, template.invoice_policy, template.type,
                                  l.price_unit <> 0 AND COALESCE(l.discount, 0) <> 100
                              )) FILTER (WHERE l.display_type IS NULL
                                           AND l.is_downpayment IS NOT TRUE) AS facts,
                              BOOL_OR(EXISTS (
                                  SELECT FROM sale_order_line_invoice_rel rel
                                   WHERE rel.order_line_id = l.id)) AS is_invoiced
                         FROM sale_order confirmed
                         JOIN sale_order_line l ON l.order_id = confirmed.id
                    LEFT JOIN product_product product ON product.id = l.product_id
                    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                        WHERE confirmed.opportunity_id IN %(lead_ids)s
                          AND confirmed.state NOT IN ('draft', 'sent', 'cancel')
                     GROUP BY l.order_id
                   ) line ON line.order_id = o.id
             WHERE o.opportunity_id IN %(lead_ids)s
          ORDER BY o.id
            """,
            lead_ids=lead_ids,
        )

    @api.model
    def _get_invoice_facts_sql(self, order_ids):
        """The invoices' facts: a row for each item of an invoice and each order line that it is
        of, with its quantity in the line's unit. To be extended by further columns; see
        ``FLOW_FACTS``."""
        return SQL(
            """
            SELECT l.order_id, l.id AS line_id, item.id AS item_id, move.id AS move_id, move.state,
                   move.move_type, move.payment_state, move.currency_id,
                   move.amount_residual::float AS residual,
                   COALESCE(item.price_total, 0)::float AS amount,
                   CASE WHEN move.payment_state IN %s OR move.amount_total = 0 THEN 1
                        ELSE 1 - move.amount_residual / move.amount_total
                    END::float AS settled_part,
                   (COALESCE(item.quantity, 0) * COALESCE(unit.factor, 1)
                       / COALESCE(line_unit.factor, 1))::float AS quantity
              FROM sale_order_line l
              JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = l.id
              JOIN account_move_line item ON item.id = rel.invoice_line_id
              JOIN account_move move ON move.id = item.move_id
         LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
         LEFT JOIN uom_uom line_unit ON line_unit.id = l.product_uom_id
             WHERE l.order_id IN %s
               AND move.move_type IN %s
               AND (move.state <> 'cancel' OR move.payment_state = 'invoicing_legacy')
            """,
            MONEY_PAYMENT_STATES,
            order_ids,
            SALE_MOVE_TYPES,
        )
