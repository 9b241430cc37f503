from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.pace import needed_per_day, status_of
from .sales_target import LEVEL_METRICS

REPORT = "sales.target.report"


class SalesCentreTargets(models.AbstractModel):
    """The tab *Targets*: each target of the period with its actual and its pace."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "targets", "label": self.env._("Targets"), "method": "get_targets"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_targets(self, filters=None):
        """Targets against actuals, seller by seller, with the pace.

        Each target's periods that touch the chosen one are taken together: three months in a
        quarter; a target for a year shows the year as a whole.
        """
        filters = self._get_filters(filters)
        rows = [self._prepare_target(row) for row in self._get_target_rows(filters)]
        self._name_targets(rows)
        rows.sort(key=lambda row: (row["owner"] == "team", row["name"], row["metric"], row["what"]))
        return self._get_payload(
            filters,
            targets=rows,
            without_target=self._get_sellers_without_target(filters, rows),
        )

    @api.model
    def _get_target_domain(self, filters):
        domain = Domain("date_from", "<=", fields.Date.to_string(filters.date_to))
        domain &= Domain("date_to", ">=", fields.Date.to_string(filters.date_from))
        domain &= Domain("is_share", "in", [True, False])
        if filters.user_id:
            domain &= Domain("user_id", "=", filters.user_id)
        if filters.team_id:
            domain &= Domain("team_id", "=", filters.team_id) | (
                Domain("team_id", "=", False)
                & Domain("user_id.crm_team_member_ids.crm_team_id", "=", filters.team_id)
            )
        return domain

    @api.model
    def _get_target_rows(self, filters):
        """A row per target, its periods taken together."""
        names = (
            "target_id", "is_share", "user_id", "team_id", "company_id", "metric", "name",
            "event_category_id", "period", "is_monetary",
        )  # fmt: skip
        columns = {name: self._col(REPORT, name) for name in names}
        for name, value in self._get_target_values().items():
            columns[name] = self._sum_periods(value, filters)
        columns["date_from"] = SQL("MIN(%s)", self._col(REPORT, "date_from"))
        columns["date_to"] = SQL("MAX(%s)", self._col(REPORT, "date_to"))
        columns["is_current"] = SQL("BOOL_OR(%s)", self._col(REPORT, "is_current"))
        for name in ("elapsed_days", "total_days"):
            columns[name] = SQL("SUM(%s)::float8", self._col(REPORT, name))
        return self._select(
            REPORT,
            self._get_target_domain(filters),
            columns,
            groupby=SQL(", ").join(SQL(str(place)) for place in range(1, len(names) + 1)),
            beside={
                "actual": self.env[REPORT]._get_actuals_query(filters.date_from, filters.date_to)
            },
        )

    @api.model
    def _get_target_values(self):
        """The values of a period as SQL: the report's own, but for the actuals, which are counted
        at once for everybody (``_get_actuals_query``)."""
        actual = SQL(
            "COALESCE(((SELECT by_slot FROM actual) ->> %s::text)::float8, 0)",
            self._col(REPORT, "id"),
        )
        return {
            "target_value": self._col(REPORT, "target_value"),
            "actual_value": actual,
            "expected_value": self._col(REPORT, "expected_value"),
            "projected_value": self.env[REPORT]._get_projection(
                actual,
                *(self._col(REPORT, name) for name in ("metric", "elapsed_days", "total_days")),
            ),
        }

    @api.model
    def _sum_periods(self, value, filters):
        """Sum a value over periods; of a level, which does not add up, the last that has begun."""
        return SQL(
            """CASE WHEN BOOL_AND(%(metric)s IN %(levels)s)
                    THEN (ARRAY_AGG(%(value)s * %(rate)s
                          ORDER BY %(start)s <= %(today)s DESC, %(start)s DESC))[1]
                    ELSE SUM(%(value)s * %(rate)s) END::float8""",
            metric=self._col(REPORT, "metric"),
            levels=LEVEL_METRICS,
            value=value,
            rate=SQL(
                "CASE WHEN %s THEN %s ELSE 1 END",
                self._col(REPORT, "is_monetary"),
                self._get_rate_sql(REPORT, filters.date_to),
            ),
            start=self._col(REPORT, "date_from"),
            today=fields.Date.context_today(self),
        )

    @api.model
    def _prepare_target(self, row):
        target, actual = row["target_value"], row["actual_value"]
        is_level = row["metric"] in LEVEL_METRICS
        model, domain = self.env[REPORT]._get_actual_domain(
            row["metric"],
            row["date_from"],
            row["date_to"],
            user_id=row["user_id"],
            team_id=row["team_id"],
            category_id=row["event_category_id"],
            company_id=row["company_id"],
            is_past=not row["is_current"],
        )
        return {
            "target_id": row["target_id"],
            "is_share": row["is_share"],
            "owner": "seller" if row["user_id"] else "team",
            "user_id": row["user_id"] or False,
            "team_id": row["team_id"] or False,
            "metric": row["metric"],
            "what": row["name"],
            "event_category_id": row["event_category_id"] or False,
            "period": row["period"],
            "date_from": fields.Date.to_string(row["date_from"]),
            "date_to": fields.Date.to_string(row["date_to"]),
            "is_current": row["is_current"],
            "is_monetary": row["is_monetary"],
            "target": target,
            "actual": actual,
            "expected": row["expected_value"],
            "projected": row["projected_value"],
            "attainment": 100.0 * actual / target if target else None,
            "status": status_of(target, actual, row["expected_value"]),
            "needed_per_day": None
            if is_level
            else needed_per_day(target, actual, row["elapsed_days"], row["total_days"]),
            "days_left": row["total_days"] - row["elapsed_days"],
            "drill": self._drill(model, domain),
        }

    @api.model
    def _name_targets(self, rows):
        users = self._get_names("res.users", {row["user_id"] for row in rows})
        teams = self._get_names("crm.team", {row["team_id"] for row in rows})
        inactive = self._get_inactive_users(users)
        # sudo: how a team's target is shared is said beside the figures of those who may read these
        targets = self.env["sales.target"].sudo().browse({row["target_id"] for row in rows})
        modes = {target.id: target.team_mode for target in targets}
        for row in rows:
            row["name"] = users.get(row["user_id"]) or teams.get(row["team_id"]) or ""
            row["team_name"] = teams.get(row["team_id"], "")
            row["active"] = row["user_id"] not in inactive
            row["team_mode"] = modes[row["target_id"]] if row["owner"] == "team" else False

    @api.model
    def _get_sellers_without_target(self, filters, rows):
        """Team members in the filters' scope that no target measures."""
        measured = {row["user_id"] for row in rows}
        options = self._get_seller_options()
        return [
            {"id": seller["id"], "name": seller["name"]}
            for seller in options
            if seller["active"]
            and seller["team_ids"]
            and seller["id"] not in measured
            and (not filters.team_id or filters.team_id in seller["team_ids"])
            and (not filters.user_id or filters.user_id == seller["id"])
        ]
