import json

from odoo import api, models
from odoo.tools import SQL

from ....tools import flow as flow_tools
from ....tools.sql import days_between_known


class CrmLead(models.Model):
    """How far the opportunities that are there have come: their documents count as followed, and
    an expected revenue other than theirs counts as set by hand."""

    _inherit = "crm.lead"

    @api.model
    def _init_process(self):
        self.env.flush_all()
        self._collect_init_flow()
        result = super()._init_process()
        self.env.cr.execute("DROP TABLE init_flow")
        return result

    @api.model
    def _get_init_values(self):
        values = super()._get_init_values()
        asked_on = SQL("COALESCE(lead.asked_on, flow.asked_on)")
        return {
            **values,
            "revenue_estimate": SQL(
                "COALESCE(NULLIF(lead.expected_revenue, 0), lead.revenue_estimate)"
            ),
            "flow_step": SQL("COALESCE(flow.step, lead.flow_step)"),
            "flow_step_followed": SQL("COALESCE(flow.step, lead.flow_step_followed)"),
            "flow_state": SQL("COALESCE(flow.state, lead.flow_state)"),
            "flow_revenue": SQL(
                """CASE WHEN flow.lead_id IS NULL THEN lead.flow_revenue
                        ELSE COALESCE(flow.revenue, 0) END"""
            ),
            "is_revenue_manual": SQL(
                """CASE WHEN flow.lead_id IS NULL THEN lead.is_revenue_manual
                        ELSE flow.revenue IS NOT NULL
                             AND ROUND(COALESCE(lead.expected_revenue, 0), 2)
                                 <> ROUND(flow.revenue, 2) END"""
            ),
            "flow_stage_before_id": SQL(
                """CASE WHEN flow.lead_id IS NULL THEN lead.flow_stage_before_id
                        WHEN stage.is_won IS NOT TRUE THEN stage.id END"""
            ),
            "flow_weight_before": SQL(
                """CASE WHEN flow.lead_id IS NULL THEN lead.flow_weight_before
                        ELSE COALESCE(stage.weight, 0) END"""
            ),
            "asked_on": asked_on,
            "ask_to_decision_days": days_between_known(asked_on, values["decided_on"]),
        }

    @api.model
    def _get_init_joins(self):
        return [
            *super()._get_init_joins(),
            SQL("LEFT JOIN init_flow AS flow ON flow.lead_id = self.id"),
        ]

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
            orders_by_lead = self.browse(asked_on)._get_flow_orders()
            self._convert_flow_amounts(orders_by_lead)
            for lead_id, orders in orders_by_lead.items():
                flow = flow_tools.lead_flow(orders, digits)
                seen = flow_tools.get_seen(orders, {})
                state = {
                    "order_ids": seen["order_ids"],
                    "quotation_ids": seen["quotation_ids"],
                    "order_id": flow.order_id,
                    "previous_order_id": None,
                    "reached": dict.fromkeys(flow.reached),
                    "partial": flow.partial,
                    "waiting": flow.waiting,
                    "has_delivery": flow.has_delivery,
                    "is_prepaid": flow.is_prepaid,
                    "has_revenue": flow.revenue is not None,
                    "is_documented": True,
                    **self.browse(lead_id)._prepare_currency_state(),
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
