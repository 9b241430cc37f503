"""The flow bar: what each document step of an opportunity shows to the user, and what comes next.

Steps are the same for everyone; amounts are those of the documents that the user may read.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ....tools.flow import RANK
from ....tools.flow_bar import BarInvoice, BarLine
from ..sale_order import SALE_MOVE_TYPES

NEXT_AFTER_ORDER = ("delivery", "invoice", "payment")
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
        return {
            "currency_id": self.company_currency.id,
            "steps": self._get_flow_bar_steps(orders, facts),
            "next": self._get_flow_next_actions(orders, facts),
        }

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
        """What to ask of each order: ``{name: SQL}``, where ``sale_order`` is the order."""
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
            moment = detail.get("date") or (key in reached and reached[key])
            steps.append(
                {
                    "key": key,
                    "label": labels[key],
                    "state": state,
                    "is_current": key == self.flow_step,
                    "date": fields.Date.to_string(self._get_flow_day(moment)) if moment else False,
                    "amount": detail.get("amount") if state in ("reached", "partial") else None,
                    "total": detail.get("total"),
                    "count": detail.get("count", 0),
                }
            )
        return steps

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
        company's currency. An amount is None where the user may not see all of it."""
        self.ensure_one()
        confirmed = orders.filtered(lambda order: order.state == "sale")
        was_sent = orders.filtered("sent_on")
        amounts = {order: order.amount_untaxed / (order.currency_rate or 1.0) for order in orders}
        ordered = sum(amounts[order] for order in confirmed)
        asked = ordered or max((amounts[order] for order in orders - confirmed), default=0.0)
        # amounts of lines are in the currency of their order
        lines = [
            (line, order.currency_rate or 1.0)
            for order in confirmed
            for line in facts[order.id]["lines"]
        ]
        tracked = [(line, rate) for line, rate in lines if line.is_tracked]
        invoices, are_visible = self._get_flow_bar_invoices(confirmed, facts)
        posted = [invoice for invoice in invoices if invoice.is_posted]
        return {
            "quotation": {
                "date": min(orders.mapped("create_date"), default=None),
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
                "amount": sum(invoice.paid_amount for invoice in posted) if are_visible else None,
                "total": ordered,
                "count": len(posted),
            },
        }

    # ------------------------------------------------------------
    # Next step
    # ------------------------------------------------------------

    def _get_flow_next_actions(self, orders, facts):
        """[{method, label, is_primary}]: what the user can do now to carry the opportunity on."""
        self.ensure_one()
        if self.type != "opportunity" or self.won_status == "lost":
            return []
        rejected = orders.filtered(
            lambda order: (
                order.state == "cancel"
                and order.customer_answer == "rejected"
                and order.is_answer_open
            )
        )
        if rejected and self.flow_step == "none":
            return [
                {"method": "action_flow_revise", "label": self.env._("Revise quotation")},
                {"method": "action_flow_lose", "label": self.env._("Mark as lost")},
            ]
        actions = {
            "none": ("action_sale_quotations_new", self.env._("New quotation")),
            "quotation": ("action_flow_send", self.env._("Send quotation")),
            "sent": ("action_flow_confirm", self.env._("Confirm order")),
            "delivery": ("action_flow_deliver", self.env._("Deliver")),
            "invoice": ("action_flow_invoice", self.env._("Create invoice")),
            "payment": ("action_flow_pay", self.env._("Register payment")),
        }
        key = self._get_flow_next_key(orders, facts)
        if not key:
            return []
        method, label = actions[key]
        result = [{"method": method, "label": label}]
        if key == "invoice":
            if self._get_flow_draft_invoices(orders, facts):
                result[0]["label"] = self.env._("Post invoice")
            elif self._get_flow_credited_orders(orders, facts):
                result.append(
                    {
                        "method": "action_flow_close_invoicing",
                        "label": self.env._("Nothing more to invoice"),
                    }
                )
        return result

    def _get_flow_next_key(self, orders, facts):
        """The step whose action comes next: a step before the order is named by what is there, one
        after it by what is missing."""
        self.ensure_one()
        step = self.flow_step or "none"
        if RANK[step] < RANK["order"]:
            return step
        missing = [
            key
            for key in NEXT_AFTER_ORDER
            if key not in (self.flow_state.get("reached") or {})
            and (key != "delivery" or self.flow_state.get("has_delivery"))
        ]
        if "payment" in missing and len(missing) > 1:
            missing.remove("payment")
        if not missing:
            return None
        key = missing[0]
        if key == "payment" and not self._get_flow_unpaid_invoices(orders, facts):
            return None
        return key

    def _get_flow_confirmed(self, orders=None):
        orders = self._get_visible_orders() if orders is None else orders
        return orders.filtered(lambda order: order.state == "sale")

    def _get_flow_invoices(self, orders, facts=None):
        """Invoices and credit notes of the confirmed orders that the user may read, as facts."""
        facts = self._get_flow_bar_facts(orders) if facts is None else facts
        return self._get_flow_bar_invoices(self._get_flow_confirmed(orders), facts)[0]

    def _get_flow_draft_invoices(self, orders, facts=None):
        invoices = self._get_flow_invoices(orders, facts)
        return self.env["account.move"].browse(
            invoice.id for invoice in invoices if invoice.state == "draft"
        )

    def _get_flow_credited_orders(self, orders, facts=None):
        """Orders with something left to invoice after a credit note."""
        facts = self._get_flow_bar_facts(orders) if facts is None else facts
        return self._get_flow_confirmed(orders).filtered(
            lambda order: (
                not order.is_invoicing_closed
                and any(
                    invoice.move_type == "out_refund"
                    for invoice in self._get_flow_bar_invoices(order, facts)[0]
                )
            )
        )

    def _get_flow_unpaid_invoices(self, orders, facts=None):
        """Invoices that the user may register a payment for."""
        if not self.env.user.has_group("account.group_account_invoice"):
            return self.env["account.move"]
        return self.env["account.move"].browse(
            invoice.id
            for invoice in self._get_flow_invoices(orders, facts)
            if invoice.is_posted
            and invoice.move_type in ("out_invoice", "out_receipt")
            and invoice.payment_state in ("not_paid", "partial")
        )

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    @api.readonly
    def action_open_flow_step(self, step):
        """Open the documents of one step of the bar."""
        self.ensure_one()
        if step in ("quotation", "sent"):
            orders = self._get_visible_orders()
            return self._open_flow_records(orders, self.env._("Quotations and Orders"))
        confirmed = self._get_flow_confirmed()
        if step in ("order", "delivery"):
            return self._open_flow_records(confirmed, self.env._("Orders"))
        invoices = self.env["account.move"].browse(
            invoice.id for invoice in self._get_flow_invoices(confirmed)
        )
        if step == "payment":
            payments = invoices.matched_payment_ids
            if payments and payments.has_access("read"):
                return self._open_flow_records(payments, self.env._("Payments"))
        return confirmed.action_view_invoice(invoices) if invoices else False

    def _open_flow_records(self, records, name):
        if not records:
            return False
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
        if len(records) == 1:
            action.update(res_id=records.id, views=[(False, "form")])
        return action

    def action_flow_send(self):
        """Send the newest quotation that was not sent."""
        self.ensure_one()
        drafts = self._get_visible_orders().filtered(lambda order: order.state == "draft")
        if not drafts:
            raise UserError(self.env._("“%s” has no quotation that could be sent.", self.name))
        return drafts.sorted("id")[-1].action_quotation_send()

    def action_flow_confirm(self):
        """Confirm the quotation that was sent; where there are several, show them to choose."""
        self.ensure_one()
        sent = self._get_visible_orders().filtered(lambda order: order.state == "sent")
        if len(sent) == 1:
            result = sent.action_confirm()
            return result if isinstance(result, dict) else False
        if not sent:
            raise UserError(self.env._("“%s” has no quotation that was sent.", self.name))
        return self._open_flow_records(sent, self.env._("Choose the quotation to confirm"))

    def action_flow_deliver(self):
        """Open the orders with something left to deliver."""
        self.ensure_one()
        waiting = (
            self._get_flow_confirmed()
            .order_line._filtered_delivery_tracked()
            .filtered(lambda line: line.qty_delivered < line.product_uom_qty)
        )
        return self._open_flow_records(waiting.order_id, self.env._("Orders to Deliver"))

    def action_flow_invoice(self):
        """Open the draft invoice, else the form that creates one."""
        self.ensure_one()
        orders = self._get_visible_orders()
        drafts = self._get_flow_draft_invoices(orders)
        confirmed = self._get_flow_confirmed(orders)
        if drafts:
            return confirmed.action_view_invoice(drafts)
        waiting = confirmed.filtered(lambda order: order.invoice_status != "invoiced") or confirmed
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_view_sale_advance_payment_inv"
        )
        action["context"] = {"active_model": "sale.order", "active_ids": waiting.ids}
        if len(waiting) == 1:
            action["context"]["active_id"] = waiting.id
        return action

    def action_flow_pay(self):
        """Register the payment of what is invoiced."""
        self.ensure_one()
        unpaid = self._get_flow_unpaid_invoices(self._get_visible_orders())
        if not unpaid:
            raise UserError(self.env._("“%s” has no invoice that waits for a payment.", self.name))
        action = unpaid.action_register_payment()
        # back to the opportunity, not on to the payment
        return {**action, "context": {**action["context"], "dont_redirect_to_payments": True}}

    def action_flow_close_invoicing(self):
        """Nothing more will be invoiced of what was credited."""
        self.ensure_one()
        self._get_flow_credited_orders(self._get_visible_orders()).action_close_invoicing()

    def _get_flow_rejected(self):
        return (
            self._get_visible_orders()
            .filtered(lambda order: order.customer_answer == "rejected" and order.is_answer_open)
            .sorted("id")[-1:]
        )

    def action_flow_revise(self):
        """Make a new version of the quotation that the customer rejected."""
        self.ensure_one()
        rejected = self._get_flow_rejected()
        return rejected.action_revise() if rejected else self.action_sale_quotations_new()

    def action_flow_lose(self):
        """Give the opportunity up after the customer's rejection."""
        self.ensure_one()
        rejected = self._get_flow_rejected()
        if rejected:
            return rejected.action_lose_opportunity()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_lost_action")
        return {**action, "context": {"default_lead_ids": self.ids}}

    # ------------------------------------------------------------
    # Quotation from the opportunity
    # ------------------------------------------------------------

    def _prepare_opportunity_quotation_context(self):
        """Preset the quotation template of the stage, else of the team."""
        context = super()._prepare_opportunity_quotation_context()
        template = self.stage_id.sale_order_template_id or self.team_id.sale_order_template_id
        # Who does not work with templates has no such field on the form, so no lines would come
        if template and self.env.user.has_group("sale_management.group_sale_order_template"):
            context["default_sale_order_template_id"] = template.id
        return context
