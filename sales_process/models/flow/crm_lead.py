from odoo import api, fields, models

from ...tools import flow as flow_tools
from ...tools.fields import RARELY_READ
from ...tools.sql import add_columns


class CrmLead(models.Model):
    """How far documents have carried an opportunity, and the revenue that they show."""

    _inherit = "crm.lead"

    # what the documents show
    flow_step = fields.Selection(
        flow_tools.FLOW_STEPS,
        compute="_compute_flow",
        store=True,
        default="none",
        copy=False,
        help="How far quotations, orders, deliveries, invoices and payments have carried this "
        "opportunity.",
    )
    flow_state = fields.Json(
        compute="_compute_flow", store=True, default=lambda _leads: {}, copy=False
    )
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
        with orders get theirs at the end of the installation."""
        add_columns(
            self.env.cr,
            self._table,
            {
                "flow_step": ("varchar", "none"),
                "flow_state": ("jsonb", "{}"),
                "flow_revenue": ("numeric", 0),
            },
        )
        return super()._auto_init()

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends(
        "order_ids.state",
        "order_ids.amount_untaxed",
        "order_ids.currency_rate",
        "order_ids.sent_on",
        "order_ids.is_delivery_closed",
        "order_ids.is_invoicing_closed",
        "order_ids.transaction_ids.state",
        "order_ids.transaction_ids.child_transaction_ids.state",
        "order_ids.order_line.product_uom_qty",
        "order_ids.order_line.qty_delivered",
        "order_ids.order_line.qty_delivered_method",
        "order_ids.order_line.qty_invoiced",
    )
    def _compute_flow(self):
        """Invoices and payments announce themselves, see `account.move._compute_payment_state`."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        orders_by_lead = self._get_flow_orders()
        # of an opportunity's hundred fields no more: the company is for the currency
        self._origin.fetch(["company_id", "flow_state", "flow_step_followed"])
        self._convert_flow_amounts(orders_by_lead)
        news = {}
        for lead in self:
            orders = orders_by_lead.get(lead._origin.id, [])
            flow = flow_tools.lead_flow(orders, digits)
            seen = flow_tools.get_seen(orders, lead.flow_state or {})
            news[lead.id] = seen.pop("news")
            lead.flow_step = flow.step
            lead.flow_revenue = flow.revenue or 0.0
            lead.flow_state = {**lead._prepare_flow_state(flow, orders), **seen}
        self._queue_documents(news)

    def _prepare_flow_state(self, flow, orders):
        """What there is to know of the flow beside its step, for the form and the goals."""
        old = self.flow_state or {}
        old_reached = old.get("reached") or {}
        now = fields.Datetime.to_string(self.env.cr.now())
        return {
            "order_id": flow.order_id,
            "previous_order_id": old.get("order_id") or old.get("previous_order_id"),
            "reached": {step: old_reached.get(step, now) for step in flow.reached},
            "partial": flow.partial,
            "waiting": flow.waiting,
            "has_delivery": flow.has_delivery,
            "is_prepaid": flow.is_prepaid,
            "has_revenue": flow.revenue is not None,
            # Stays once there was a quotation: from then on a change by hand is one.
            "is_documented": bool(orders) or old.get("is_documented", False),
        }

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

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                vals
                if "revenue_estimate" in vals
                else {**vals, "revenue_estimate": vals.get("expected_revenue") or 0.0}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Tell a seller's own revenue from that of the documents."""
        if "expected_revenue" not in vals or "is_revenue_manual" in vals:
            return super().write(vals)
        for leads, extra in self._split_by_revenue_source(vals["expected_revenue"]):
            super(CrmLead, leads).write({**vals, **extra})
        return True

    def _split_by_revenue_source(self, amount):
        """Yield (opportunities, values) for an expected revenue that a person sets.

        Before the first quotation, and for a lead, it is the estimate; after it, a choice by hand.
        A form that sends the unchanged amount along is neither.
        """
        documented = self._get_documented()
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

    def _merge_data(self, fnames=None):
        """The survivor follows the orders of all; from before the first quotation it has the first
        estimate that there is."""
        data = super()._merge_data(fnames)
        if not data.get("order_ids"):  # no orders to link: nothing has to follow them
            data.pop("order_ids", None)
        if "expected_revenue" in data and self._get_documented():
            del data["expected_revenue"]
            data["revenue_estimate"] = next(filter(None, self._get_estimates()), 0.0)
        return data

    def _get_documented(self):
        """The opportunities among these that have, or had, a quotation."""
        return self.filtered(
            lambda lead: lead.type == "opportunity" and (lead.flow_state or {}).get("is_documented")
        )

    def _get_estimates(self):
        """What each of these was expected to bring, before or without a quotation."""
        documented = self._get_documented()
        return [
            lead.revenue_estimate if lead in documented else lead.expected_revenue for lead in self
        ]

    def _update_revenues_from_so(self, order):
        """Expected revenue of an opportunity follows every quotation and order, down as well as
        up, through `_compute_expected_revenue`; stock only raises it, at confirmation. That is
        kept for leads, which are no opportunities yet."""
        leads = self.filtered(lambda lead: lead.type != "opportunity")
        return super(CrmLead, leads)._update_revenues_from_so(order)

    def action_follow_quotations(self):
        """Let the expected revenue follow the quotations again."""
        self.write({"is_revenue_manual": False})
