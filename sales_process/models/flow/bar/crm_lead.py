"""The flow bar: what each document step of an opportunity shows to the user, and what comes next.

Steps are the same for everyone; amounts are those of the documents that the user may read.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.flow import RANK, SALE_MOVE_TYPES
from ....tools.flow_bar import BarInvoice, BarLine
from ....tools.plain import to_plain

# What the query below reads, to be flushed first
BAR_FACTS = {
    "sale.order": ["state"],
    "sale.order.line": [
        "order_id",
        "display_type",
        "is_downpayment",
        "product_id",
        "product_uom_qty",
        "qty_delivered",
        "qty_delivered_method",
        "price_subtotal",
        "untaxed_amount_invoiced",
        "invoice_lines",
    ],
    "account.move": [
        "state",
        "move_type",
        "payment_state",
        "invoice_date",
        "amount_untaxed_signed",
        "amount_total",
        "amount_residual",
        "matched_payment_ids",
    ],
    "account.move.line": ["move_id"],
    "account.partial.reconcile": ["debit_move_id", "max_date"],
    "account.payment": ["date"],
}


class CrmLead(models.Model):
    """What the flow bar tells of an opportunity: days and amounts of its steps."""

    _inherit = "crm.lead"

    flow_data = fields.Json("Flow", compute="_compute_flow_data")

    @api.depends("flow_state", "flow_step")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_flow_data(self):
        """The whole bar, for reports and views of one's own; the form asks by itself."""
        for lead in self:
            lead.flow_data = lead._origin.get_flow_bar() if lead._origin else False

    @api.readonly
    def get_flow_bar(self):
        """What the bar tells beyond `flow_step` and `flow_state`, which the form has: days and
        amounts of the steps, and what comes next. The bar asks for it once the form is there."""
        self.ensure_one()
        # without a quotation so far there is nothing to ask for
        is_documented = (self.flow_state or {}).get("is_documented")
        facts = self._get_flow_bar_facts() if is_documented else {}
        orders = self.env["sale.order"].browse(facts)
        return to_plain(
            {
                "currency_id": self.company_currency.id,
                "steps": self._get_flow_bar_steps(orders, facts),
                "next": self._get_flow_next_actions(orders, facts),
            }
        )

    def _get_visible_orders(self):
        """The documents of these opportunities that the user may read, cancelled ones too."""
        if not self._origin.ids or not self.env["sale.order"].has_access("read"):
            return self.env["sale.order"]
        return self.env["sale.order"].search([("opportunity_id", "in", self._origin.ids)])

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    def _get_flow_bar_facts(self, orders=None):
        """What there is of documents that the user may read: of these orders, else of all of the
        opportunities. One query for any number of them.

        :return: ``{order id: {"lines": [BarLine], "invoices": [BarInvoice]}}``
        """
        Order = self.env["sale.order"]
        if not (self if orders is None else orders) or not Order.has_access("read"):
            return {}
        columns = self._get_flow_bar_columns()
        query = Order._search(
            [("opportunity_id", "in", self.ids)] if orders is None else [("id", "in", orders.ids)]
        )
        query.order = "sale_order.id"
        rows = self.env.execute_query(query.select("sale_order.id", *columns.values()))
        facts = {order_id: dict(zip(columns, values, strict=True)) for order_id, *values in rows}
        for fact in facts.values():
            fact["lines"] = [BarLine.from_values(*values) for values in fact["lines"] or ()]
            fact["invoices"] = [
                BarInvoice.from_values(*values) for values in fact["invoices"] or ()
            ]
        return facts

    @api.model
    def _get_flow_bar_columns(self):
        """What to ask of each order: ``{name: SQL}``, where ``sale_order`` is the order. To be
        extended by further columns."""
        for model, names in BAR_FACTS.items():
            self.env[model].flush_model(names)
        return {"lines": self._get_flow_bar_lines_sql(), "invoices": self._get_flow_bar_moves_sql()}

    @api.model
    def _get_flow_bar_lines_sql(self):
        Line = self.env["sale.order.line"]
        if not Line.has_access("read"):
            return SQL("NULL")
        query = Line._search([("display_type", "=", False)])
        query.add_where("sale_order_line.order_id = sale_order.id")
        product = query.left_join("sale_order_line", "product_id", "product_product", "id", "bar")
        template = query.left_join(product, "product_tmpl_id", "product_template", "id", "bar")
        return query.subselect(
            SQL(
                """json_agg(json_build_array(
                       sale_order_line.qty_delivered_method, %(template)s.invoice_policy,
                       %(template)s.type, COALESCE(sale_order_line.is_downpayment, FALSE),
                       sale_order_line.product_uom_qty::float,
                       COALESCE(sale_order_line.qty_delivered, 0)::float,
                       COALESCE(sale_order_line.price_subtotal, 0)::float,
                       COALESCE(sale_order_line.untaxed_amount_invoiced, 0)::float
                   ))""",
                template=SQL.identifier(template),
            )
        )

    @api.model
    def _get_flow_bar_moves_sql(self):
        """Every invoice and credit note of a confirmed order, and whether the user may read it. Of
        its payments the day only: they are journal items, which a seller may not read."""
        Move = self.env["account.move"]
        is_visible = SQL("FALSE")
        if Move.has_access("read"):
            query = Move._search([])
            query.add_where("account_move.id = move.id")
            is_visible = SQL("EXISTS %s", query.subselect("1"))
        return SQL(
            """CASE WHEN sale_order.state = 'sale' THEN (
                   SELECT json_agg(json_build_array(
                              move.id, %s, move.state, move.move_type, move.payment_state,
                              move.invoice_date, COALESCE(move.amount_untaxed_signed, 0)::float,
                              COALESCE(move.amount_total, 0)::float,
                              COALESCE(move.amount_residual, 0)::float,
                              GREATEST(
                                  (SELECT MAX(partial.max_date)
                                     FROM account_move_line item
                                     JOIN account_partial_reconcile partial
                                       ON partial.debit_move_id = item.id
                                    WHERE item.move_id = move.id),
                                  (SELECT MAX(payment.date)
                                     FROM account_move__account_payment rel
                                     JOIN account_payment payment ON payment.id = rel.payment_id
                                    WHERE rel.invoice_id = move.id)
                              )
                          ) ORDER BY move.id)
                     FROM account_move move
                    WHERE move.move_type IN %s
                      AND move.state <> 'cancel'
                      AND move.id IN (
                              SELECT item.move_id
                                FROM sale_order_line line
                                JOIN sale_order_line_invoice_rel rel
                                  ON rel.order_line_id = line.id
                                JOIN account_move_line item ON item.id = rel.invoice_line_id
                               WHERE line.order_id = sale_order.id)
               ) END""",
            is_visible,
            SALE_MOVE_TYPES,
        )

    @api.model
    def _get_flow_bar_invoices(self, orders, facts):
        """The invoices and credit notes of these orders that the user may read, and whether these
        are all of them."""
        invoices = {
            invoice.id: invoice
            for order in orders
            for invoice in facts.get(order.id, {}).get("invoices", ())
        }
        visible = [invoice for invoice in invoices.values() if invoice.is_visible]
        return visible, len(visible) == len(invoices)

    # ------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------

    def _get_flow_bar_steps(self, orders, facts):
        """One dict per step: key, label, state, date, amount, total, count."""
        self.ensure_one()
        flow_state = self.flow_state or {}
        reached, partial = flow_state.get("reached") or {}, flow_state.get("partial") or []
        living = orders.filtered(lambda order: order.state != "cancel")
        details = self._get_flow_bar_details(living, facts)
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        current_rank = RANK[self.flow_step or "none"]
        is_whole = self._is_flow_visible(orders)
        steps = []
        for key in ("quotation", "sent", "order", "delivery", "invoice", "payment"):
            if key == "delivery" and not self._has_delivery_step(living, facts):
                continue
            detail = details.get(key, {})
            if key in reached:
                state = "reached"
            elif key in partial:
                state = "partial"
            else:
                state = "passed" if RANK[key] < current_rank else "open"
            is_evident = state in ("reached", "partial")
            moment = is_evident and (detail.get("date") or reached.get(key))
            steps.append(
                {
                    "key": key,
                    "label": labels[key],
                    "state": state,
                    "is_current": key == self.flow_step,
                    "date": fields.Date.to_string(self._get_flow_day(moment)) if moment else False,
                    "amount": detail.get("amount") if is_evident and is_whole else None,
                    "total": detail.get("total"),
                    "count": detail.get("count", 0),
                }
            )
        return steps

    def _is_flow_visible(self, orders):
        """Whether the user may read all documents that the steps speak of: what they come to is
        not known of a part."""
        self.ensure_one()
        unseen = {*((self.flow_state or {}).get("quotation_ids") or ())} - set(orders.ids)
        # sudo: whether there is a document; what was deleted or left the opportunity is none
        documents = self.env["sale.order"].sudo().browse(unseen).exists()
        return not documents.filtered(
            lambda order: order.opportunity_id == self and order.state != "cancel"
        )

    def _get_flow_day(self, moment):
        """The user's day of a moment; a date is one already."""
        if isinstance(moment, str):
            moment = fields.Datetime.to_datetime(moment)
        if hasattr(moment, "hour"):
            return fields.Datetime.context_timestamp(self, moment).date()
        return moment

    def _has_delivery_step(self, orders, facts):
        """Whether anything on the documents is to be delivered; without documents, who knows."""
        self.ensure_one()
        confirmed = orders.filtered(lambda order: order.state == "sale")
        if confirmed or RANK[self.flow_step or "none"] >= RANK["order"]:
            return bool((self.flow_state or {}).get("has_delivery"))
        lines = [line for order in orders for line in facts[order.id]["lines"]]
        return not lines or any(line.is_tracked for line in lines)

    def _get_flow_bar_details(self, orders, facts):
        """{step: {date, amount, total, count}} of the documents, without taxes and in the
        company's currency. An amount is None where the user may not see all of it. To be
        extended by further documents."""
        self.ensure_one()
        confirmed = orders.filtered(lambda order: order.state == "sale")
        was_sent = orders.filtered("sent_on")
        # amounts of documents are in their own currency, those of the bar in the opportunity's
        common = {} if self.company_id else self._get_common_rates(orders.ids)
        rates = {
            order: (order.currency_rate or 1.0) / common.get(order.id, 1.0) for order in orders
        }
        amounts = {order: order.amount_untaxed / rates[order] for order in orders}
        ordered = sum(amounts[order] for order in confirmed)
        asked = ordered or max((amounts[order] for order in orders - confirmed), default=0.0)
        lines = [(line, rates[order]) for order in confirmed for line in facts[order.id]["lines"]]
        tracked = [(line, rate) for line, rate in lines if line.is_tracked]
        invoices, are_visible = self._get_flow_bar_invoices(confirmed, facts)
        posted = [invoice for invoice in invoices if invoice.is_posted]
        worth = {
            invoice.id: common.get(order.id, 1.0)
            for order in confirmed
            for invoice in facts[order.id]["invoices"]
        }
        settled = [invoice for invoice in invoices if invoice.is_posted or invoice.is_refund]
        return {
            "quotation": {
                "date": min(filter(None, orders.mapped("create_date")), default=None),
                "amount": asked,
                "count": len(orders),
            },
            "sent": {
                "date": min(was_sent.mapped("sent_on"), default=None),
                "amount": asked,
                "count": len(was_sent),
            },
            "order": {
                "date": max(confirmed.mapped("date_order"), default=None),
                "amount": ordered,
                "count": len(confirmed),
            },
            "delivery": {
                "amount": sum(line.delivered_amount / rate for line, rate in tracked),
                "total": sum(line.amount / rate for line, rate in tracked),
                "count": len(confirmed),
            },
            "invoice": {
                "date": max((invoice.day for invoice in posted if invoice.day), default=None),
                "amount": sum(line.invoiced / rate for line, rate in lines),
                "total": ordered,
                "count": len(invoices),
            },
            "payment": {
                "date": max(filter(None, (invoice.paid_on for invoice in posted)), default=None)
                if are_visible
                else None,
                "amount": sum(invoice.paid_amount * worth[invoice.id] for invoice in settled)
                if are_visible
                else None,
                "total": ordered,
                "count": len(posted),
            },
        }
