from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

TARGETS = "sales.target.report"


class SalesCentreQuota(models.AbstractModel):
    """What sellers and teams are to win in a period, whatever their targets' own periods."""

    _inherit = "sales.centre"

    @api.model
    def _get_quota(self, filters):
        """Targets for won revenue in the period, by owner: the share of their working days
        in it.

        The whole is the teams' targets where there are any, else the sum of the sellers'.
        """
        domain = self._get_target_domain(filters) & Domain("metric", "=", "won_revenue")
        rows = self._select(
            TARGETS,
            domain,
            {
                "user_id": self._col(TARGETS, "user_id"),
                "team_id": self._col(TARGETS, "team_id"),
                "is_share": self._col(TARGETS, "is_share"),
                "value": SQL(
                    "SUM(%s * %s)::float8",
                    self._get_amount(TARGETS, "target_value", filters.date_to),
                    self._get_part_in_period(filters),
                ),
            },
            groupby=SQL("1, 2, 3"),
        )
        sellers, teams = {}, {}
        for row in rows:
            owners = sellers if row["user_id"] else teams
            key = row["user_id"] or row["team_id"]
            owners[key] = owners.get(key, 0.0) + row["value"]
        own = sum(row["value"] for row in rows if row["user_id"] and not row["is_share"])
        whole = sum(teams.values()) if teams and not filters.user_id else own
        if filters.user_id:
            whole = sellers.get(filters.user_id, 0.0)
        return {
            "value": whole or None,
            "sellers": sellers,
            "drill": self._drill(TARGETS, domain),
        }

    @api.model
    def _get_part_in_period(self, filters):
        """Which part of a target's period lies in the one of the filters, in the working days of
        its seller or of the team's leader."""
        begin, end = self._col(TARGETS, "date_from"), self._col(TARGETS, "date_to")
        part = self.env[TARGETS]._get_part_query(
            SQL(
                "COALESCE(%s, (SELECT user_id FROM crm_team WHERE id = %s))",
                self._col(TARGETS, "user_id"),
                self._col(TARGETS, "team_id"),
            ),
            self._col(TARGETS, "company_id"),
            (
                SQL("GREATEST(%s, %s)", begin, filters.date_from),
                SQL("LEAST(%s, %s)", end, filters.date_to),
            ),
            (begin, end),
        )
        return SQL(
            "CASE WHEN %s >= %s AND %s <= %s THEN 1 ELSE (%s) END",
            begin,
            filters.date_from,
            end,
            filters.date_to,
            part,
        )
