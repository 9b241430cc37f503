from odoo import api, models
from odoo.tools import SQL, split_every

from ....tools import flow as flow_tools
from ..sales_process_audit import Check

READ_BATCH = 2000
# What an opportunity keeps of its documents for its form and its goals
KEPT_OF_FLOW = ("order_id", "partial", "waiting", "has_delivery", "is_prepaid")


class SalesProcessAudit(models.AbstractModel):
    """What opportunities say of their documents is what the documents say now."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "flow": Check(
                self.env._("Step and revenue of an opportunity are those of its documents"),
                "crm.lead",
                True,
            ),
            "expected_revenue": Check(
                self.env._("Expected revenue follows the documents, unless set by hand"),
                "crm.lead",
                True,
            ),
        }

    # ------------------------------------------------------------
    # DOCUMENTS
    # ------------------------------------------------------------

    @api.model
    def _find_flow(self):
        """Read all documents afresh. Opportunities without documents stand at none."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        Lead = self.env["crm.lead"]
        concerned = Lead.search(
            ["|", ("flow_step", "!=", "none"), ("order_ids", "!=", False)], order="id"
        )
        found = []
        for ids in split_every(READ_BATCH, concerned.ids):
            leads = Lead.browse(ids)
            leads.fetch(["company_id"])  # of an opportunity's hundred fields no more
            orders = leads._get_flow_orders()
            leads._convert_flow_amounts(orders)
            for lead_id, step, revenue, state in self._get_kept(leads):
                flow = flow_tools.lead_flow(orders.get(lead_id, []), digits)
                if (
                    step != flow.step
                    or self._is_other_amount(Lead.browse(lead_id), revenue, flow.revenue or 0.0)
                    or self._is_kept_wrong(state or {}, flow)
                ):
                    found.append((lead_id, step, revenue, flow.step, flow.revenue or 0.0))
            self.env.invalidate_all()
        return found

    @api.model
    def _get_kept(self, leads):
        """What opportunities say; as records they would copy each state that is looked at."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, flow_step, COALESCE(flow_revenue, 0)::float, flow_state
                  FROM crm_lead
                 WHERE id IN %s
              ORDER BY id
                """,
                leads._ids,
            )
        )

    @api.model
    def _is_other_amount(self, lead, amount, due):
        """Only where they are not alike at once, the currency says."""
        return abs(amount - due) > 0.0001 and lead.company_currency.compare_amounts(amount, due)

    @api.model
    def _is_kept_wrong(self, state, flow):
        """Whether an opportunity keeps something else of its documents than they say. Since when a
        step is reached is a fact, which cannot be read again."""
        return (
            any((state.get(name) or None) != (getattr(flow, name) or None) for name in KEPT_OF_FLOW)
            or set(state.get("reached") or ()) != set(flow.reached)
            or bool(state.get("has_revenue")) != (flow.revenue is not None)
        )

    @api.model
    def _explain_flow(self, lead_id, step, revenue, due_step, due_revenue):
        if step == due_step and abs(revenue - due_revenue) < 0.01:
            return self.env._(
                "“%(lead)s” says something else of its documents than they do, beside its step",
                lead=self.env["crm.lead"].browse(lead_id).display_name,
            )
        labels = dict(self.env["crm.lead"]._fields["flow_step"]._description_selection(self.env))
        return self.env._(
            "“%(lead)s” says “%(step)s” and %(revenue).2f, its documents say “%(due_step)s” and"
            " %(due_revenue).2f",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            step=labels.get(step, step),
            revenue=revenue,
            due_step=labels[due_step],
            due_revenue=due_revenue,
        )

    @api.model
    def _mend_flow(self, leads):
        """Their stages follow, as they do after any document."""
        self.env.add_to_compute(leads._fields["flow_step"], leads)
        self.env["crm.lead"]._work_off()

    # ------------------------------------------------------------
    # EXPECTED REVENUE
    # ------------------------------------------------------------

    @api.model
    def _find_expected_revenue(self):
        """The rule of ``crm.lead._compute_expected_revenue``."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, expected_revenue, due
                  FROM (SELECT id, COALESCE(expected_revenue, 0) AS expected_revenue,
                               COALESCE(CASE WHEN (flow_state->>'has_revenue')::boolean
                                             THEN flow_revenue
                                             ELSE revenue_estimate END, 0) AS due
                          FROM crm_lead
                         WHERE type = 'opportunity'
                           AND is_revenue_manual IS NOT TRUE
                           AND (flow_state->>'is_documented')::boolean) lead
                 WHERE ABS(expected_revenue - due) > 0.01
              ORDER BY id
                """
            )
        )

    @api.model
    def _explain_expected_revenue(self, lead_id, amount, due):
        return self.env._(
            "“%(lead)s” expects %(amount).2f, its documents say %(due).2f",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            amount=amount,
            due=due,
        )

    @api.model
    def _mend_expected_revenue(self, leads):
        self.env.add_to_compute(leads._fields["expected_revenue"], leads)
