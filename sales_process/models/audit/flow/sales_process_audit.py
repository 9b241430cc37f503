from odoo import api, models
from odoo.tools import SQL, split_every
from odoo.tools.gc import disabling_gc

from ....tools import flow as flow_tools
from ..sales_process_audit import Check

READ_BATCH = 20000
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
        """Read all documents afresh."""
        found = []
        for rows in split_every(READ_BATCH, self._get_kept()):
            with disabling_gc():  # hundreds of thousands of facts, none of which is a cycle
                found += self._find_misread(rows)
            self.env.invalidate_all()
        return found

    @api.model
    def _find_misread(self, rows):
        """Those of the opportunities of ``_get_kept`` whose documents say something else."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        leads = self.env["crm.lead"].browse([row[0] for row in rows])
        orders = leads._get_flow_orders()
        leads._convert_flow_amounts(orders)
        found = []
        for lead_id, step, revenue, state in rows:
            flow = flow_tools.lead_flow(orders.get(lead_id, ()), digits)
            due = flow.revenue or 0.0
            if (
                step != flow.step
                or self._is_other_amount(lead_id, revenue, due)
                or self._is_kept_wrong(state or {}, flow)
            ):
                found.append((lead_id, step, revenue, flow.step, due))
        return found

    @api.model
    def _get_kept(self):
        """What opportunities say that say anything, or have documents to say it of."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, flow_step, COALESCE(flow_revenue, 0)::float, flow_state
                  FROM crm_lead lead
                 WHERE flow_step IS DISTINCT FROM 'none'
                    OR COALESCE(flow_revenue, 0) <> 0
                    OR EXISTS (SELECT
                                 FROM sale_order
                                WHERE opportunity_id = lead.id AND state <> 'cancel')
                    OR flow_state <> '{}'
                       AND EXISTS (
                           SELECT
                             FROM jsonb_each_text(flow_state) kept
                            WHERE kept.key IN %s
                              AND COALESCE(kept.value, '') NOT IN ('', 'false', '[]', '{}'))
              ORDER BY id
                """,
                (*KEPT_OF_FLOW, "reached", "has_revenue"),
            )
        )

    @api.model
    def _is_other_amount(self, lead_id, amount, due):
        """Only where they are not alike at once, the currency says."""
        if abs(amount - due) < 0.0001:
            return False
        currency = self.env["crm.lead"].browse(lead_id).company_currency
        return currency.compare_amounts(amount, due) != 0

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
