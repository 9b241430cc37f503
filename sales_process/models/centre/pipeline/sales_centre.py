from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..figures.sales_centre import CUTS

REPORT = "sales.opportunity.report"
SNAPSHOT = "sales.forecast.snapshot"


class SalesCentrePipeline(models.AbstractModel):
    """The tab *Pipeline*: what is open now, cut in every way, and what the period changed."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "pipeline", "label": self.env._("Pipeline"), "method": "get_pipeline"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_pipeline(self, filters=None):
        """Open opportunities of now: count, amount and weighted amount per stage, seller, team,
        source, product line, territory and month of closing; and what the period changed."""
        filters = self._get_filters(filters)
        rows = self._get_pipeline_rows(filters)
        total = next((row for row in rows if row["by"] == "all"), None) or {}
        return self._get_payload(
            filters,
            model=self._get_lead_model(filters),
            total=self._prepare_pipeline_figure(filters, total),
            before=self._get_pipeline_before(filters),
            stages=self._prepare_pipeline_stages(filters, rows),
            sellers=self._prepare_pipeline_cut(filters, rows, "user_id", "res.users"),
            cuts={
                name: self._prepare_pipeline_cut(filters, rows, name, model)
                for name, model in self._get_pipeline_cuts().items()
            },
            months=self._prepare_pipeline_months(filters, rows),
            changes=self._get_pipeline_changes(filters),
        )

    @api.model
    def _get_pipeline_cuts(self):
        """Dimensions of the pipeline's sums besides stage, seller and month. To be extended by
        further dimensions."""
        return {name: model for name, model in CUTS.items() if name != "user_id"}

    @api.model
    def _get_lead_model(self, filters):
        """Odoo's own opportunities where the user may read all that is counted, else the report.

        Team leaders see their team's figures, but Odoo may keep colleagues' records from them.
        """
        if self._sees_all() or filters.user_id == self.env.uid:
            return "crm.lead"
        return REPORT

    @api.model
    def _get_open_domain(self, filters):
        return self._get_who_domain(filters) & Domain(
            [("type", "=", "opportunity"), ("won_status", "=", "pending"), ("active", "=", True)]
        )

    @api.model
    def _get_pipeline_rows(self, filters):
        stage, user, deadline = (
            self._col(REPORT, name) for name in ("stage_id", "user_id", "date_deadline")
        )
        month = SQL("DATE_TRUNC('month', %s)::date", deadline)
        cuts = {name: self._col(REPORT, name) for name in self._get_pipeline_cuts()}
        cases = [
            SQL("WHEN GROUPING(%s) = 0 AND GROUPING(%s) = 0 THEN 'stage_user'", stage, user),
            SQL("WHEN GROUPING(%s) = 0 THEN 'stage_id'", stage),
            SQL("WHEN GROUPING(%s) = 0 THEN 'user_id'", user),
            SQL("WHEN GROUPING(%s) = 0 THEN 'month'", month),
            *(SQL("WHEN GROUPING(%s) = 0 THEN %s", column, name) for name, column in cuts.items()),
        ]
        places = range(4, 4 + len(cuts))
        today = fields.Date.context_today(self)
        return self._select(
            REPORT,
            self._get_open_domain(filters),
            {
                "stage_id": stage,
                "user_id": user,
                "month": month,
                **cuts,
                "by": SQL("CASE %s ELSE 'all' END", SQL(" ").join(cases)),
                "count": SQL("COUNT(*)"),
                "amount": SQL(
                    "SUM(%s)::float8", self._get_amount(REPORT, "expected_revenue", today)
                ),
                "weighted": SQL(
                    "SUM(%s)::float8", self._get_amount(REPORT, "weighted_revenue", today)
                ),
                "overdue": SQL("COUNT(*) FILTER (WHERE %s < %s)", deadline, today),
            },
            groupby=SQL(
                "GROUPING SETS ((), (1), (2), (3), (1, 2), %s)",
                SQL(", ").join(SQL(f"({place})") for place in places),
            ),
        )

    @api.model
    def _prepare_pipeline_figure(self, filters, row, domain=None):
        domain = self._get_open_domain(filters) & (domain or Domain.TRUE)
        overdue = domain & Domain("date_deadline", "<", self._get_today_string())
        return {
            "count": row.get("count") or 0,
            "amount": row.get("amount") or 0.0,
            "weighted": row.get("weighted") or 0.0,
            "overdue": row.get("overdue") or 0,
            "drill": self._drill(self._get_lead_model(filters), domain),
            "overdue_drill": self._drill(self._get_lead_model(filters), overdue),
        }

    @api.model
    def _get_today_string(self):
        return fields.Date.to_string(fields.Date.context_today(self))

    @api.model
    def _prepare_pipeline_stages(self, filters, rows):
        """The stages of the pipeline in their order, empty ones too; deleted ones last."""
        by_stage = {row["stage_id"]: row for row in rows if row["by"] == "stage_id"}
        by_seller = {}
        for row in rows:
            if row["by"] == "stage_user":
                by_seller.setdefault(row["stage_id"], {})[row["user_id"] or 0] = row
        stages = []
        for stage in self._get_stages(filters, by_stage):
            row = by_stage.get(stage["id"] or None, {})
            domain = Domain("stage_id", "=", stage["id"])
            stages.append(
                {
                    **stage,
                    **self._prepare_pipeline_figure(filters, row, domain),
                    "sellers": {
                        user_id: self._prepare_pipeline_figure(
                            filters, cell, domain & Domain("user_id", "=", user_id or False)
                        )
                        for user_id, cell in by_seller.get(stage["id"] or None, {}).items()
                    },
                }
            )
        return stages

    @api.model
    def _prepare_pipeline_cut(self, filters, rows, name, model):
        cut = [row for row in rows if row["by"] == name]
        names = self._get_names(model, {row[name] for row in cut})
        result = [
            {
                "id": row[name] or False,
                "name": names.get(row[name]) or self.env._("None"),
                **self._prepare_pipeline_figure(
                    filters, row, Domain(name, "=", row[name] or False)
                ),
            }
            for row in cut
        ]
        return sorted(result, key=lambda row: (-row["weighted"], -row["count"], row["name"]))

    @api.model
    def _prepare_pipeline_months(self, filters, rows):
        """By month of expected closing; without one last."""
        months = []
        for row in rows:
            if row["by"] != "month":
                continue
            month = row["month"]
            domain = Domain("date_deadline", "=", False)
            if month:
                domain = Domain("date_deadline", ">=", fields.Date.to_string(month))
                domain &= Domain(
                    "date_deadline", "<", fields.Date.to_string(fields.Date.add(month, months=1))
                )
            months.append(
                {
                    "month": month and fields.Date.to_string(month),
                    **self._prepare_pipeline_figure(filters, row, domain),
                }
            )
        return sorted(months, key=lambda row: row["month"] or "9")

    @api.model
    def _get_pipeline_changes(self, filters):
        """Opportunities opened, won and lost in the period: count and amount."""
        opened = self._get_domain(filters, "opened_date", "opened_on")
        closed = self._get_domain(filters, "closed_date", "closed_on")
        base = Domain("type", "=", "opportunity")
        domains = {
            "new": base & opened,
            "won": base & closed & Domain("won_status", "=", "won"),
            "lost": base & closed & Domain("won_status", "=", "lost"),
        }
        amount = self._get_amount(REPORT, "expected_revenue", filters.date_to)
        conditions = {
            "new": SQL(
                "%s BETWEEN %s AND %s",
                self._col(REPORT, "opened_date"),
                filters.date_from,
                filters.date_to,
            ),
            **{
                status: SQL(
                    "%s = %s AND %s BETWEEN %s AND %s",
                    self._col(REPORT, "won_status"),
                    status,
                    self._col(REPORT, "closed_date"),
                    filters.date_from,
                    filters.date_to,
                )
                for status in ("won", "lost")
            },
        }
        columns = {}
        for key, condition in conditions.items():
            columns[f"{key}_count"] = SQL("COUNT(*) FILTER (WHERE %s)", condition)
            columns[f"{key}_amount"] = SQL(
                "COALESCE(SUM(%s) FILTER (WHERE %s), 0)::float8", amount, condition
            )
        [row] = self._select(REPORT, base & (opened | closed), columns)
        return {
            key: {
                "count": row[f"{key}_count"],
                "amount": row[f"{key}_amount"],
                "drill": self._drill(REPORT, domain),
            }
            for key, domain in domains.items()
        }

    @api.model
    def _get_pipeline_before(self, filters):
        """The pipeline as it was frozen last before the period; None where it was not."""
        day = self._get_frozen_day(filters.date_from)
        if not day:
            return None
        domain = self._get_who_domain(filters) & Domain(
            "snapshot_date", "=", fields.Date.to_string(day)
        )
        [row] = self._select(
            SNAPSHOT,
            domain,
            {
                "count": SQL("COUNT(*)"),
                "amount": SQL(
                    "COALESCE(SUM(%s), 0)::float8",
                    self._get_amount(SNAPSHOT, "expected_revenue", day),
                ),
                "weighted": SQL(
                    "COALESCE(SUM(%s), 0)::float8",
                    self._get_amount(SNAPSHOT, "weighted_revenue", day),
                ),
            },
        )
        return {
            **row,
            "date": fields.Date.to_string(day),
            "drill": self._drill("sales.forecast.report", domain),
        }
