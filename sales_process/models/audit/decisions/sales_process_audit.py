from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """What is said of the decision on an opportunity fits: nobody has closed an open one."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "decision": Check(
                self.env._("Nobody has closed an open opportunity; days to the decision are right"),
                "crm.lead",
                True,
            ),
        }

    @api.model
    def _find_decision(self):
        """Days to a hundredth: those of a decision before the question are none."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, is_closed_by, ask_to_decision_days, due
                  FROM (SELECT id, ask_to_decision_days,
                               closed_by_id IS NOT NULL
                               AND COALESCE(won_status, 'pending') = 'pending' AS is_closed_by,
                               CASE WHEN asked_on IS NOT NULL AND decided_on IS NOT NULL
                                    THEN GREATEST(0, EXTRACT(EPOCH FROM decided_on - asked_on)
                                                     / 86400) END AS due
                          FROM crm_lead
                         WHERE asked_on IS NOT NULL
                            OR closed_by_id IS NOT NULL
                            OR ask_to_decision_days IS NOT NULL) lead
                 WHERE is_closed_by
                    OR (ask_to_decision_days IS NULL) <> (due IS NULL)
                    OR ABS(ask_to_decision_days - due) > 0.01
              ORDER BY id
                """
            )
        )

    @api.model
    def _explain_decision(self, lead_id, is_closed_by, days, due_days):
        lead = self.env["crm.lead"].browse(lead_id)
        if is_closed_by:
            return self.env._(
                "“%(lead)s” is open, and says that %(user)s has closed it",
                lead=lead.display_name,
                user=lead.closed_by_id.name,
            )
        return self.env._(
            "“%(lead)s” was decided after %(days)s days, and it should be %(due)s",
            lead=lead.display_name,
            days="–" if days is None else round(days, 2),
            due="–" if due_days is None else round(due_days, 2),
        )

    @api.model
    def _mend_decision(self, leads):
        leads.filtered(lambda lead: lead.won_status == "pending").closed_by_id = False
        self.env.add_to_compute(leads._fields["ask_to_decision_days"], leads)
