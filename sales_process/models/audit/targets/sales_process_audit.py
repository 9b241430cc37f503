from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """A team's target is what its sellers' rows and shares add up to.

    They are computed whenever somebody looks, so there is nothing to mend: a difference is a fault
    of the rules themselves.
    """

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "target_parts": Check(
                self.env._("A team's target is what its sellers' targets or shares add up to"),
                "sales.target.report",
                False,
            ),
        }

    @api.model
    def _find_target_parts(self):
        Report = self.env["sales.target.report"]
        if not Report._get_kinds()["has_teams"]:
            return []
        # PostgreSQL would compile the report's wide query for longer than it runs
        self.env.cr.execute("SET LOCAL jit = off")
        return self.env.execute_query(
            SQL(
                """
                WITH part AS MATERIALIZED (
                     SELECT report.id, report.target_id, report.user_id, report.team_id,
                            report.company_id, report.metric, report.event_category_id,
                            report.period, report.date_from, report.date_to, report.is_share,
                            report.target_value,
                            report.user_id IS NULL AND target.team_mode = 'sum' AS is_sum
                       FROM (%(report)s) report
                       JOIN sales_target target ON target.id = report.target_id)
              SELECT id, target_value, due
                FROM (%(sums)s UNION ALL %(shares)s) measured
               WHERE ABS(target_value - due) > 0.01 + ABS(due) * 1e-9
            ORDER BY id
                """,
                report=Report._get_query(),
                sums=self._get_sum_parts(),
                shares=self._get_share_parts(),
            )
        )

    @api.model
    def _get_sum_parts(self):
        """Each sum, and what the rows of its sellers come to: where these lie in its days, as
        weeks do not where the leader's begin on another day."""
        return SQL(
            """
            SELECT whole.id, whole.target_value, COALESCE(SUM(own.target_value), 0) AS due
              FROM part AS whole
         LEFT JOIN part AS own
                ON own.user_id IN (SELECT user_id FROM crm_team_member
                                    WHERE crm_team_id = whole.team_id AND active)
               AND NOT own.is_share
               AND COALESCE(own.team_id, whole.team_id) = whole.team_id
               AND own.company_id = whole.company_id
               AND own.metric = whole.metric
               AND own.event_category_id IS NOT DISTINCT FROM whole.event_category_id
               AND own.period = whole.period
               AND own.date_from <= whole.date_to
               AND own.date_to >= whole.date_from
             WHERE whole.is_sum
               AND EXTRACT(YEAR FROM whole.date_to) <= EXTRACT(YEAR FROM CURRENT_DATE)
          GROUP BY whole.id, whole.target_value
            HAVING BOOL_AND(own.id IS NULL OR own.date_from >= whole.date_from
                            AND own.date_to <= whole.date_to)
            """
        )

    @api.model
    def _get_share_parts(self):
        """Each member's share, and an equal part of the team's row of the same days."""
        return SQL(
            """
            SELECT share.id, share.target_value,
                   whole.target_value / (SELECT COUNT(*) FROM crm_team_member
                                          WHERE crm_team_id = whole.team_id AND active) AS due
              FROM part AS share
              JOIN part AS whole
                ON whole.target_id = share.target_id
               AND NOT whole.is_share
               AND whole.date_from = share.date_from
               AND whole.date_to = share.date_to
             WHERE share.is_share
            """
        )

    @api.model
    def _explain_target_parts(self, row_id, value, due):
        row = self.env["sales.target.report"].browse(row_id)
        return self.env._(
            "“%(target)s” of %(owner)s from %(date_from)s: %(value).2f, its parts say %(due).2f",
            target=row.name,
            owner=row.user_id.name or row.team_id.name,
            date_from=row.date_from,
            value=value,
            due=due,
        )
