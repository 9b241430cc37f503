from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.funnel import StageCounts, read_funnel

REPORT = "sales.funnel.report"
COUNTS = ("touched", "through", "passed", "lost", "open")


class SalesCentreFunnel(models.AbstractModel):
    """The tab *Funnel*: how far opportunities came, where they were lost, and how long it took."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "funnel", "label": self.env._("Funnel"), "method": "get_funnel"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_funnel(self, filters=None):
        """The funnel of the opportunities that first entered a stage in the period.

        Per stage: how many touched it, went through all stages up to it, moved on from it, were
        lost in it and are there now; days in it as median and 90th percentile; why they were
        lost; and the three percentages with their calibration.
        """
        filters = self._get_filters(filters)
        cohort, rows, reasons = self._get_funnel_rows(filters)
        cohort_before, rows_before, _reasons = self._get_funnel_rows(filters.previous)
        stages = self._get_stages(filters, [stage for stage, _name in rows], with_won=True)
        # opportunities always have a stage: without one, the stage was deleted
        stages = [stage for stage in stages if stage["id"]]
        stages += [
            self._prepare_missing_stage(
                name or self.env._("Deleted stage"), is_deleted=True, stage_name=name
            )
            for stage, name in sorted(rows, key=str)
            if not stage
        ]
        readings = read_funnel([self._get_stage_counts(rows, stage) for stage in stages], cohort)
        calibration = (
            self.env["crm.stage"]
            .browse([stage["id"] for stage in stages if stage["id"]])
            ._get_calibration(self._get_who_domain(filters))
        )
        return self._get_payload(
            filters,
            cohort=cohort,
            cohort_drill=self._drill(REPORT, self._get_funnel_domain(filters)),
            cohort_before=cohort_before,
            can_adopt=self.env["crm.stage"].has_access("write"),
            stages=[
                self._prepare_funnel_stage(
                    filters, stage, rows, rows_before, reasons, reading, calibration
                )
                for stage, reading in zip(stages, readings, strict=True)
            ],
        )

    @api.model
    def _get_funnel_domain(self, filters):
        return self._get_domain(filters, "entered_date")

    @api.model
    def _get_funnel_rows(self, filters):
        """One pass over the ledger of stays.

        :return: number of opportunities; ``{(stage, name of a deleted one): counts}``;
            ``{the same: [(lost reason, count)]}``
        """
        query = self.env[REPORT]._search(self._get_funnel_domain(filters))
        base = query.select(
            *(
                self._col(REPORT, name)
                for name in (
                    "lead_id",
                    "stage_id",
                    "stage_name",
                    "lost_reason_id",
                    "duration_days",
                    "is_passed",
                    "is_through",
                    "is_lost",
                    "is_open",
                )
            )
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                WITH base AS MATERIALIZED (%s)
                SELECT 'stage' AS kind, stage_id, stage_name, NULL::int AS reason_id,
                       COUNT(*) AS touched,
                       COUNT(*) FILTER (WHERE is_through) AS through,
                       COUNT(*) FILTER (WHERE is_passed) AS passed,
                       COUNT(*) FILTER (WHERE is_lost) AS lost,
                       COUNT(*) FILTER (WHERE is_open) AS open,
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY duration_days) AS median_days,
                       PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY duration_days) AS p90_days
                  FROM base GROUP BY stage_id, stage_name
             UNION ALL
                SELECT 'reason', stage_id, stage_name, lost_reason_id, COUNT(*), 0, 0, COUNT(*), 0,
                       NULL, NULL
                  FROM base WHERE is_lost GROUP BY stage_id, stage_name, lost_reason_id
             UNION ALL
                SELECT 'cohort', NULL, NULL, NULL, COUNT(DISTINCT lead_id), 0, 0, 0, 0, NULL, NULL
                  FROM base
                """,
                base,
            )
        )
        cohort, stages, reasons = 0, {}, {}
        for row in rows:
            key = (row["stage_id"], row["stage_name"])
            if row["kind"] == "cohort":
                cohort = row["touched"]
            elif row["kind"] == "stage":
                stages[key] = row
            else:
                reasons.setdefault(key, []).append((row["reason_id"], row["lost"]))
        return cohort, stages, reasons

    @api.model
    def _get_stage_key(self, stage):
        return (stage["id"] or None, stage.get("stage_name"))

    @api.model
    def _get_stage_counts(self, rows, stage):
        row = rows.get(self._get_stage_key(stage), {})
        return StageCounts(**{name: row.get(name, 0) for name in COUNTS})

    @api.model
    def _prepare_funnel_stage(
        self, filters, stage, rows, rows_before, reasons, reading, calibration
    ):
        key = self._get_stage_key(stage)
        row = rows.get(key, {})
        counts = self._get_stage_counts(rows, stage)
        before = self._get_stage_counts(rows_before, stage)
        base = self._get_funnel_domain(filters) & Domain("stage_id", "=", stage["id"])
        if stage.get("is_deleted"):
            base &= Domain("stage_name", "=", stage["stage_name"] or False)
        conditions = {
            "touched": Domain.TRUE,
            "through": Domain("is_through", "=", True),
            "passed": Domain("is_passed", "=", True),
            "lost": Domain("is_lost", "=", True),
            "open": Domain("is_open", "=", True),
        }
        names = self._get_lost_reason_names(reasons.get(key, ()))
        return {
            **stage,
            **reading,
            **{
                name: {
                    "value": getattr(counts, name),
                    "drill": self._drill(REPORT, base & condition),
                }
                for name, condition in conditions.items()
            },
            "back": counts.back,
            "touched_before": before.touched,
            "next_rate_before": read_funnel([before], before.touched)[0]["next_rate"],
            "median_days": row.get("median_days"),
            "p90_days": row.get("p90_days"),
            "reasons": [
                {
                    "id": reason_id or False,
                    "name": names.get(reason_id) or self.env._("No reason given"),
                    "value": count,
                    "drill": self._drill(
                        REPORT,
                        base
                        & Domain("is_lost", "=", True)
                        & Domain("lost_reason_id", "=", reason_id or False),
                    ),
                }
                for reason_id, count in sorted(reasons.get(key, ()), key=lambda item: -item[1])
            ],
            "calibration": calibration.get(stage["id"]),
        }

    @api.model
    def _get_lost_reason_names(self, reasons):
        return self._get_names("crm.lost.reason", {reason_id for reason_id, _count in reasons})

    @api.model
    def adopt_observed_weight(self, stage_id):
        """Make a stage's observed percentage its weight, from the funnel tab."""
        stage = self.env["crm.stage"].browse(self._get_id("crm.stage", stage_id) or []).exists()
        stage.action_adopt_observed_conversion()
        return {"weight": stage.weight} if stage else {}
