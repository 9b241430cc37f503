"""The flow of an opportunity: what its documents show, and the stage and revenue that follow.

`flow_step` is a stored compute over the opportunity's orders. When it changes, the stage follows
in the same pass (`_follow_documents`), for all opportunities of the batch at once; nothing is
queued, so replaying a cause or recomputing finds nothing to do. The rules themselves are plain
Python in `tools/flow.py`.
"""

import json

from odoo import api, fields, models
from odoo.tools import SQL, sql

from ...tools import flow as flow_tools
from ...tools.fields import RARELY_READ

FLOW_STEPS = [
    ("none", "None"),
    ("quotation", "Quotation"),
    ("sent", "Sent"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
]


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
DOCUMENT_MOVES_KEY = "sales_process.document_moves"
SETTLED_PAYMENT_STATES = ("paid", "reversed", "invoicing_legacy")

# what an opportunity's own flow is made of, and where it takes it: of its hundred fields no more
FLOW_FIELDS = (
    "aftercare_planned_on",
    "company_id",
    "expected_revenue",
    "flow_stage_before_id",
    "flow_state",
    "flow_step_followed",
    "flow_weight_before",
    "is_revenue_manual",
    "probability",
    "stage_id",
    "team_id",
    "type",
    "weight",
    "won_status",
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    # what the documents show
    flow_step = fields.Selection(
        FLOW_STEPS,
        compute="_compute_flow",
        store=True,
        default="none",
        copy=False,
        help="How far quotations, orders, deliveries, invoices and payments have carried this "
        "opportunity.",
    )
    flow_state = fields.Json(compute="_compute_flow", store=True, default=dict, copy=False)
    flow_revenue = fields.Monetary(
        "Revenue in Documents",
        currency_field="company_currency",
        compute="_compute_flow",
        store=True,
        default=0.0,
        copy=False,
        help="Untaxed total of the confirmed orders, else of the highest open quotation.",
        prefetch=RARELY_READ,
    )
    # where the documents have taken the stage
    flow_step_followed = fields.Char(
        compute="_compute_flow", store=True, default="none", copy=False
    )
    flow_stage_before_id = fields.Many2one(
        "crm.stage",
        "Stage Before Documents",
        compute="_compute_flow",
        store=True,
        copy=False,
        default=False,
        ondelete="set null",
    )
    flow_weight_before = fields.Float(compute="_compute_flow", store=True, default=0.0, copy=False)
    # expected revenue
    expected_revenue = fields.Monetary(
        compute="_compute_expected_revenue", store=True, readonly=False
    )
    revenue_estimate = fields.Monetary(
        "Estimate Before Quotations",
        currency_field="company_currency",
        readonly=True,
        copy=False,
        help="What the seller expected before there was a quotation.",
        prefetch=RARELY_READ,
    )
    is_revenue_manual = fields.Boolean(
        "Revenue Set by Hand",
        copy=False,
        help="A person changed the expected revenue after there was a quotation, so it no longer "
        "follows the quotations.",
    )

    def _auto_init(self):
        """Give existing opportunities their first values in SQL, not one by one in Python; those
        with orders get theirs from `_init_process`."""
        cr = self.env.cr
        for column, column_type, default in (
            ("flow_step", "varchar", "none"),
            ("flow_state", "jsonb", "{}"),
            ("flow_revenue", "numeric", 0),
            ("flow_step_followed", "varchar", "none"),
            ("flow_stage_before_id", "int4", None),
            ("flow_weight_before", "float8", 0),
        ):
            if not sql.column_exists(cr, self._table, column):
                table, name = SQL.identifier(self._table), SQL.identifier(column)
                # a default that is dropped again fills the rows without rewriting the table
                cr.execute(
                    SQL(
                        "ALTER TABLE %s ADD COLUMN %s %s DEFAULT %s",
                        table,
                        name,
                        SQL(column_type),
                        default,
                    )
                )
                cr.execute(SQL("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT", table, name))
        return super()._auto_init()

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends(
        "order_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.currency_rate",
        "order_ids.sent_on",
        "order_ids.is_invoicing_closed",
        "order_ids.transaction_ids.state",
        "order_ids.order_line.product_uom_qty",
        "order_ids.order_line.qty_delivered",
        "order_ids.order_line.qty_delivered_method",
        "order_ids.order_line.invoice_status",
    )
    def _compute_flow(self):
        """Invoices and payments announce themselves, see `account.move._compute_payment_state`."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        orders_by_lead = self._get_flow_orders()
        self.fetch(FLOW_FIELDS)
        now = fields.Datetime.to_string(self.env.cr.now())
        with_new_order = set()
        for lead in self:
            orders = orders_by_lead.get(lead._origin.id, [])
            flow = flow_tools.lead_flow(orders, digits)
            old = lead.flow_state or {}
            old_reached = old.get("reached") or {}
            order_ids = [order.id for order in orders if order.is_confirmed]
            if not set(order_ids) <= set(old.get("order_ids") or ()):
                with_new_order.add(lead.id)
            lead.flow_step = flow.step
            lead.flow_revenue = flow.revenue or 0.0
            lead.flow_state = {
                "order_id": flow.order_id,
                "previous_order_id": old.get("order_id") or old.get("previous_order_id"),
                "order_ids": order_ids,
                "reached": {step: old_reached.get(step, now) for step in flow.reached},
                "partial": flow.partial,
                "has_delivery": flow.has_delivery,
                "is_prepaid": flow.is_prepaid,
                "has_revenue": flow.revenue is not None,
                # Stays once there was a quotation: from then on a change by hand is one.
                "is_documented": bool(orders) or old.get("is_documented", False),
            }
            # Only `_follow_documents` changes these
            lead.flow_step_followed = lead.flow_step_followed or "none"
            lead.flow_stage_before_id = lead.flow_stage_before_id
            lead.flow_weight_before = lead.flow_weight_before
        self.filtered("id")._follow_documents(with_new_order)

    @api.depends("flow_revenue", "flow_state", "is_revenue_manual", "type")
    def _compute_expected_revenue(self):
        for lead in self:
            state = lead.flow_state or {}
            if (
                lead.is_revenue_manual
                or not state.get("is_documented")
                or lead.type != "opportunity"  # a lead's revenue is Odoo's business
            ):
                lead.expected_revenue = lead.expected_revenue
            elif state.get("has_revenue"):
                lead.expected_revenue = lead.flow_revenue
            else:
                lead.expected_revenue = lead.revenue_estimate

    def _compute_stage_id(self):
        """A team change that needs another stage takes the one that the documents ask for."""
        stages = {lead: lead.stage_id for lead in self}
        super()._compute_stage_id()
        moved = self.filtered(
            lambda lead: (
                stages[lead]
                and lead.stage_id != stages[lead]
                and lead.flow_step not in (False, "none")
                and lead._is_following_documents()
            )
        )
        if moved:
            pipelines = moved._get_pipelines()
            for lead in moved:
                target = flow_tools.find_stage(pipelines[lead.team_id.id], lead.flow_step)
                if target:
                    lead.stage_id = target.id

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    def _create(self, data_list):
        """What is created without an order has the defaults of the flow: nothing to look up."""
        leads = super()._create(data_list)
        without_orders = leads.browse(
            data["record"].id for data in data_list if not data["stored"].get("order_ids")
        )
        for field in self.pool.field_computed[self._fields["flow_step"]]:
            self.env.remove_to_compute(field, without_orders)
        return leads

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.setdefault("revenue_estimate", vals.get("expected_revenue") or 0.0)
        return super().create(vals_list)

    def write(self, vals):
        """Tell a seller's own revenue from that of the documents; catch up when restored."""
        if "expected_revenue" in vals and "is_revenue_manual" not in vals:
            for leads, extra in self._split_by_revenue_source(vals["expected_revenue"]):
                super(CrmLead, leads).write({**vals, **extra})
        else:
            super().write(vals)
        if vals.get("active") or vals.get("type") == "opportunity":
            behind = self.filtered(lambda lead: lead.flow_step != lead.flow_step_followed)
            if behind:
                behind._mark_flow_changed()
                self._sync_flow()
        return True

    def _split_by_revenue_source(self, amount):
        """Yield (opportunities, values) for an expected revenue that a person sets.

        Before the first quotation, and for a lead, it is the estimate; after it, a choice by hand.
        A form that sends the unchanged amount along is neither.
        """
        documented = self.filtered(
            lambda lead: lead.type == "opportunity" and (lead.flow_state or {}).get("is_documented")
        )
        changed = documented.filtered(
            lambda lead: lead.company_currency.compare_amounts(
                lead.expected_revenue or 0.0, amount or 0.0
            )
        )
        for leads, extra in (
            (self - documented, {"revenue_estimate": amount or 0.0}),
            (changed, {"is_revenue_manual": True}),
            (documented - changed, {}),
        ):
            if leads:
                yield leads, extra

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    def _mark_flow_changed(self):
        """Note that something outside the orders' own fields changed: an invoice or a payment."""
        field = self._fields["flow_step"]
        leads = self - self.env.protected(field)
        if leads:
            flow_fields = self.pool.field_computed[field]
            for flow_field in flow_fields:
                self.env.add_to_compute(flow_field, leads)
            # and what depends on them
            leads.modified([flow_field.name for flow_field in flow_fields])

    @api.model
    def _sync_flow(self, with_payments=False):
        """Let the stages follow now. Costs nothing where no opportunity is concerned.

        Without it they follow with the flush before the commit; this is for the end of an action,
        so that what comes after it in the same transaction finds the opportunity up to date.

        :param with_payments: ask the invoices first whether they are still paid
        """
        if with_payments:
            self.env["account.move"]._recompute_model(["payment_state"])
        self._recompute_model(["flow_step", "expected_revenue"])

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

    @api.model
    def _collect_init_flow(self):
        """Tell how far the opportunities have come that are there at the installation, in a
        temporary table ``init_flow``. Plain SQL, a few statements for thousands.
        """
        cr = self.env.cr
        cr.execute(
            """
            CREATE TEMPORARY TABLE init_flow (
                   lead_id int, step varchar, state jsonb, revenue numeric, asked_on timestamp)
                ON COMMIT DROP
            """
        )
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        asked_on = {0: None}
        while asked_on := self._get_init_asked_on(max(asked_on)):
            rows = []
            for lead_id, orders in self.browse(asked_on)._get_flow_orders().items():
                flow = flow_tools.lead_flow(orders, digits)
                state = {
                    "order_id": flow.order_id,
                    "previous_order_id": None,
                    "order_ids": [order.id for order in orders if order.is_confirmed],
                    "reached": dict.fromkeys(flow.reached),
                    "partial": flow.partial,
                    "has_delivery": flow.has_delivery,
                    "is_prepaid": flow.is_prepaid,
                    "has_revenue": flow.revenue is not None,
                    "is_documented": True,
                }
                row = (lead_id, flow.step, json.dumps(state), flow.revenue, asked_on[lead_id])
                rows.append(SQL("%s", row))
            cr.execute(SQL("INSERT INTO init_flow VALUES %s", SQL(", ").join(rows)))
        cr.execute("ANALYZE init_flow")

    @api.model
    def _get_init_asked_on(self, after_id):
        """Opportunities with orders, the next ones by id, and when their customer was asked."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT opportunity_id, MIN(sent_on)
                      FROM sale_order
                     WHERE opportunity_id > %s
                  GROUP BY opportunity_id
                  ORDER BY opportunity_id
                     LIMIT 5000
                    """,
                    after_id,
                )
            )
        )

    # ------------------------------------------------------------
    # Following
    # ------------------------------------------------------------

    def _is_following_documents(self):
        self.ensure_one()
        return (self.company_id or self.env.company).stages_follow_documents

    def _may_follow_documents(self):
        """Documents move opportunities. A lost one stays lost whatever happens to its quotations;
        only a confirmed order brings it back, for then it is not lost."""
        self.ensure_one()
        if self.type != "opportunity":
            return False
        order = flow_tools.RANK["order"]
        return self.won_status != "lost" or (
            flow_tools.RANK[self.flow_step] >= order > flow_tools.RANK[self.flow_step_followed]
        )

    def _get_pipelines(self):
        """{team id: (flow.Stage, …)} of these opportunities' teams, in the pipeline's order."""
        Team = self.env["crm.team"]
        return {team_id: Team._get_pipeline(team_id) for team_id in {False, *self.team_id._ids}}

    def _follow_documents(self, with_new_order=frozenset()):
        """Take the opportunities whose step has changed to the stage that it asks for.

        `flow_step_followed` is the step that the stage has answered: as long as it equals the
        step nothing happens, so what a person decides in between stays.

        :param with_new_order: ids of the opportunities with an order that was not there before
        """
        changed = self.filtered(
            lambda lead: lead.flow_step != lead.flow_step_followed and lead._may_follow_documents()
        )
        if not changed:
            return
        pipelines = changed._get_pipelines()
        moves = {}
        paid = changed.filtered(lambda lead: lead.flow_step == "payment")
        for lead in changed:
            old_step, new_step = lead.flow_step_followed, lead.flow_step
            if old_step == "none":
                lead.flow_stage_before_id = lead.stage_id
                lead.flow_weight_before = lead.stage_id.weight
            if lead._is_following_documents():
                stage = flow_tools.choose_stage(
                    pipelines[lead.team_id.id],
                    lead.stage_id.id,
                    old_step,
                    new_step,
                    before_id=lead.flow_stage_before_id.id,
                    before_weight=lead.flow_weight_before,
                    has_new_order=lead.id in with_new_order,
                )
                if stage:
                    moves.setdefault(stage.id, []).append((lead.id, old_step))
            lead.flow_step_followed = new_step
            if new_step == "none":
                lead.flow_stage_before_id = False
                lead.flow_weight_before = 0.0
        for stage_id, entries in moves.items():
            self._move_by_documents(self.env["crm.stage"].browse(stage_id), entries)
        # those that entered a stage of payment have theirs; not every team has one
        paid._plan_aftercare()

    def _move_by_documents(self, stage, entries):
        """Move opportunities to a stage, with the document behind it in the ledger and the log.

        :param entries: [(lead id, step that the opportunity comes from)]
        """
        leads = self.browse(lead_id for lead_id, _step in entries)
        Order = self.env["sale.order"]
        order_ids = {lead.flow_state["order_id"] for lead in leads} - {None}
        # an order that is no longer shown may be gone
        previous_ids = {
            lead.flow_state["previous_order_id"]
            for lead in leads
            if not lead.flow_state["order_id"]
        } - {None}
        orders = Order.browse(order_ids)
        if previous_ids - order_ids:
            orders += Order.browse(previous_ids - order_ids).exists()
        order_by_id = {order.id: order for order in orders}
        origins = {}
        for lead, (_lead_id, old_step) in zip(leads, entries, strict=True):
            state = lead.flow_state
            order = order_by_id.get(state["order_id"] or state["previous_order_id"])
            if order:
                origins[lead.id] = order
            lead._track_set_log_message(lead._get_flow_log_message(old_step, order))
        self.env.cr.precommit.data.setdefault(DOCUMENT_MOVES_KEY, set()).update(leads._ids)
        lost = leads.filtered(lambda lead: lead.won_status == "lost")
        leads._move_to_stage(stage, "document", origins)
        if lost:
            lost.write({"lost_reason_id": False, "active": True})

    def _get_flow_log_message(self, old_step, order):
        """Say in the log which document moved the stage."""
        self.ensure_one()
        link = order._get_html_link() if order else ""
        if flow_tools.RANK[self.flow_step] > flow_tools.RANK[old_step]:
            messages = {
                "quotation": self.env._("Quotation made: %(order)s", order=link),
                "sent": self.env._("Quotation sent: %(order)s", order=link),
                "order": self.env._("Order confirmed: %(order)s", order=link),
                "delivery": self.env._("Order delivered: %(order)s", order=link),
                "invoice": self.env._("Order invoiced: %(order)s", order=link),
                "payment": self.env._("Order paid: %(order)s", order=link),
            }
            return messages[self.flow_step]
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        if self.flow_step == "none":
            return self.env._("No quotation or order is left. %(order)s", order=link)
        return self.env._(
            "The documents went back from “%(old)s” to “%(new)s”: %(order)s",
            old=labels[old_step],
            new=labels[self.flow_step],
            order=link,
        )

    def _message_track(self, fields_iter, initial_values_dict):
        """Log moves by documents in one go.

        Odoo posts a message for each change of stage, which looks for recipients one by one. That
        is kept for opportunities whose followers asked to hear of it; the others get the same log
        note, as many as there are in a few statements: a bank statement may pay a thousand orders.
        Only fields that were written are looked at, of the many that are tracked.
        """
        written = {name for lead in self for name in initial_values_dict.get(lead.id) or ()}
        fields_iter = written.intersection(fields_iter)
        moved = self.env.cr.precommit.data.pop(DOCUMENT_MOVES_KEY, set())
        quiet = self.filtered(lambda lead: lead.id in moved)
        if quiet:
            followed = (
                self.env["mail.followers"]
                .sudo()
                ._read_group(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "in", quiet.ids),
                        ("subtype_ids", "in", quiet._get_stage_subtype_ids()),
                    ],
                    ["res_id"],
                )
            )
            quiet -= self.browse(res_id for (res_id,) in followed)
        tracking = quiet._message_track_batch(fields_iter, initial_values_dict)
        rest = self - quiet
        if rest:
            tracking.update(super(CrmLead, rest)._message_track(fields_iter, initial_values_dict))
        return tracking

    @api.model
    def _get_stage_subtype_ids(self):
        """What followers subscribe to when they want to hear of a change of stage."""
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        return [to_id("crm.mt_lead_stage"), to_id("crm.mt_lead_won")]

    def _message_track_batch(self, fields_iter, initial_values_dict):
        """Log the tracked changes of these records as notes, without recipients."""
        if not self or not fields_iter:
            return {}
        tracked_fields = self.fields_get(
            fields_iter, attributes=("string", "type", "selection", "currency_field")
        )
        tracking = {
            lead.id: lead._mail_track(tracked_fields, initial_values_dict[lead.id]) for lead in self
        }
        bodies = self.env.cr.precommit.data.get(f"mail.tracking.message.{self._name}", {})
        changed = self.filtered(lambda lead: tracking[lead.id][0])
        messages = changed._message_log_batch(
            {lead.id: bodies.pop(lead.id, "") for lead in changed}
        )
        self.env["mail.tracking.value"].sudo().create(
            [
                {**values, "mail_message_id": message.id}
                for lead, message in zip(changed, messages, strict=True)
                for _command, _id, values in tracking[lead.id][1]
            ]
        )
        return tracking

    # ------------------------------------------------------------
    # Revenue
    # ------------------------------------------------------------

    def _update_revenues_from_so(self, order):
        """Expected revenue of an opportunity follows every quotation and order, down as well as
        up, through `_compute_expected_revenue`; stock only raises it, at confirmation. That is
        kept for leads, which are no opportunities yet."""
        leads = self.filtered(lambda lead: lead.type != "opportunity")
        return super(CrmLead, leads)._update_revenues_from_so(order)

    def action_follow_quotations(self):
        """Let the expected revenue follow the quotations again."""
        self.write({"is_revenue_manual": False})
