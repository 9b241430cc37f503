from odoo import api, models
from odoo.tools import SQL

from odoo.addons.sales_process.tools.evidence import Invoice

# What the query below reads, to be flushed first
POS_FACTS = {
    "pos.order": ["state", "session_id", "account_move"],
    "pos.order.line": [
        "order_id",
        "product_id",
        "qty",
        "price_subtotal_incl",
        "refunded_orderline_id",
        "sale_order_line_id",
        "sale_order_origin_id",
    ],
    "pos.payment": ["pos_order_id", "payment_method_id", "amount"],
    "account.move": ["state", "payment_state", "amount_residual", "amount_total"],
}
# Odoo calls it paid, whatever is residual
MONEY_PAYMENT_STATES = ("paid", "reversed", "in_payment", "invoicing_legacy")


class CrmLead(models.Model):
    """What is settled at a counter is invoiced and paid."""

    _inherit = "crm.lead"

    def _get_flow_orders(self):
        """Count what Point of Sale has sold of an order, and taken back, like its invoices."""
        orders_by_lead = super()._get_flow_orders()
        orders = {order.id: order for orders in orders_by_lead.values() for order in orders}
        confirmed = [order.id for order in orders.values() if order.is_confirmed]
        if not confirmed:
            return orders_by_lead
        for model, names in POS_FACTS.items():
            self.env[model].flush_model(names)
        for row in self.env.execute_query_dict(self._get_pos_facts_sql(tuple(confirmed))):
            order = orders[row["order_id"]]
            order.invoices.append(self._prepare_pos_fact(row))
            quantities = dict(row["quantities"] or ())
            for line in order.lines:
                line.invoiced += quantities.get(line.id, 0.0)
        return orders_by_lead

    @api.model
    def _prepare_pos_fact(self, row):
        """One order of Point of Sale, as far as it is of the order, as the bill that it is."""
        amount = row["amount"]
        return Invoice(
            is_refund=amount < 0,
            is_settled=row["settled_part"] > 1 - 1e-6,
            total=abs(amount),
            settled=abs(amount) * row["settled_part"],
            currency_id=row["currency_id"],
        )

    @api.model
    def _get_pos_facts_sql(self, order_ids):
        """A row for each order of Point of Sale that has something of these orders: its part of
        it, how much of that is settled, and the quantities in the units of the orders' lines.

        What a customer takes on account is settled when the invoice is. What comes back is of the
        order of which it was sold.
        """
        return SQL(
            """
            SELECT item.sale_order_id AS order_id, pos.id AS pos_id,
                   SUM(item.amount)::float AS amount, config.currency_id,
                   json_agg(json_build_array(item.sale_line_id, item.quantity))
                       FILTER (WHERE item.sale_line_id IS NOT NULL) AS quantities,
                   CASE WHEN move.id IS NOT NULL AND move.payment_state IN %(paid)s THEN 1
                        WHEN COALESCE(payment.later, 0) = 0 THEN 1
                        WHEN move.id IS NOT NULL AND move.amount_total <> 0
                        THEN 1 - move.amount_residual / move.amount_total
                        ELSE 1 - payment.later / NULLIF(payment.total, 0)
                   END::float AS settled_part
              FROM (
                       SELECT line.order_id,
                              COALESCE(line.sale_order_origin_id, sold.sale_order_origin_id)
                                  AS sale_order_id,
                              COALESCE(line.sale_order_line_id, sold.sale_order_line_id)
                                  AS sale_line_id,
                              SUM(line.price_subtotal_incl) AS amount,
                              SUM(line.qty * COALESCE(unit.factor, 1)
                                  / COALESCE(line_unit.factor, 1))::float AS quantity
                         FROM pos_order_line line
                    LEFT JOIN pos_order_line sold ON sold.id = line.refunded_orderline_id
                    LEFT JOIN sale_order_line sale_line
                           ON sale_line.id = COALESCE(
                                  line.sale_order_line_id, sold.sale_order_line_id)
                    LEFT JOIN product_product product ON product.id = line.product_id
                    LEFT JOIN product_template template ON template.id = product.product_tmpl_id
                    LEFT JOIN uom_uom unit ON unit.id = template.uom_id
                    LEFT JOIN uom_uom line_unit ON line_unit.id = sale_line.product_uom_id
                        WHERE line.sale_order_origin_id IN %(order_ids)s
                           OR sold.sale_order_origin_id IN %(order_ids)s
                     GROUP BY 1, 2, 3
                   ) item
              JOIN pos_order pos ON pos.id = item.order_id
              JOIN pos_session session ON session.id = pos.session_id
              JOIN pos_config config ON config.id = session.config_id
         LEFT JOIN account_move move ON move.id = pos.account_move AND move.state = 'posted'
         LEFT JOIN LATERAL (
                       SELECT SUM(paid.amount) AS total,
                              SUM(paid.amount) FILTER (
                                  WHERE method.journal_id IS NULL) AS later
                         FROM pos_payment paid
                         JOIN pos_payment_method method ON method.id = paid.payment_method_id
                        WHERE paid.pos_order_id = pos.id
                   ) payment ON TRUE
             WHERE pos.state IN ('paid', 'done')
          GROUP BY item.sale_order_id, pos.id, config.currency_id, move.id, payment.later,
                   payment.total
          ORDER BY pos.id
            """,
            paid=MONEY_PAYMENT_STATES,
            order_ids=order_ids,
        )
