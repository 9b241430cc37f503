from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.funnel import percentage
from ....tools.sql import days_between
from ....tools.survival import kaplan_meier
from ..figures.sales_centre import CUTS

REPORT = "sales.opportunity.report"
MOVES = "sales.move.report"
MEASURES = ("win_rate", "average_deal_size", "cycle_days", "ask_to_decision_days", "adoption")


class SalesCentreMeasures(models.AbstractModel):
    """The tab *Measures*: rates and durations of the period, in all and by their cuts."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "measures", "label": self.env._("Measures"), "method": "get_kpis"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_kpis(self, filters=None):
        """Measures of the period, each ``{value, count, drill}``: value false without a sample.

        win_rate: won in percent of won and lost, of those closed in the period.
        average_deal_size: mean expected revenue of those won in the period.
        cycle_days: median days from opening to winning, of those opened in the period.
        ask_to_decision_days: median days from asking to deciding, of those asked in the period.
        adoption: percent of the period's moves that evidence backs.

        Medians are Kaplan–Meier estimates: what is still open counts as open for as long as it
        has lasted; opportunities that were lost leave the sales cycle's sample on that day. Each
        is cut by seller, team, source, product line and territory, too, under ``cuts``; and
        ``previous`` holds the measures of the period before. ``attribution`` has the leads and
        the won revenue by source, campaign and medium.
        """
        filters = self._get_filters(filters)
        measures = self._get_measures(filters)
        previous = self._get_measures(filters.previous, with_cuts=False)
        total = measures.pop(("all", None), {})
        return self._get_payload(
            filters,
            **self._prepare_measures(filters, total),
            previous_values={
                name: figure["value"]
                for name, figure in self._prepare_measures(
                    filters.previous, previous.get(("all", None), {})
                ).items()
            },
            cuts={
                name: self._prepare_cut(filters, name, model, measures)
                for name, model in CUTS.items()
            },
            attribution=self._get_attribution(filters),
        )

    # ------------------------------------------------------------
    # DOMAINS
    # ------------------------------------------------------------

    @api.model
    def _get_measure_source(self, filters, measure):
        """The report and the domain that a measure is taken from. To be extended by further
        measures."""
        opportunity = Domain("type", "=", "opportunity")
        closed = opportunity & self._get_domain(filters, "closed_date", "closed_on")
        return {
            "win_rate": (REPORT, closed & Domain("won_status", "in", ["won", "lost"])),
            "average_deal_size": (REPORT, closed & Domain("won_status", "=", "won")),
            "cycle_days": (
                REPORT,
                opportunity & self._get_domain(filters, "opened_date", "opened_on"),
            ),
            "ask_to_decision_days": (
                REPORT,
                opportunity & self._get_domain(filters, "asked_date", "asked_on"),
            ),
            "adoption": (MOVES, self._get_domain(filters, "moved_date", "moved_on")),
        }[measure]

    # ------------------------------------------------------------
    # MEASURES
    # ------------------------------------------------------------

    @api.model
    def _get_measures(self, filters, with_cuts=True):
        """One query for each kind of measure. To be extended by further measures.

        :return: ``{(cut, id): {measure: {value, count, ...}}}``; the whole is ``("all", None)``
        """
        result = {}
        for rows in (
            self._get_closed_measures(filters, with_cuts),
            self._get_duration_measure(
                filters,
                "cycle_days",
                SQL("%s = 'won'", self._col(REPORT, "won_status")),
                with_cuts,
            ),
            self._get_duration_measure(
                filters,
                "ask_to_decision_days",
                SQL(
                    "(%s IS NOT NULL OR %s IS NOT NULL)",
                    self._col(REPORT, "decided_on"),
                    self._col(REPORT, "closed_on"),
                ),
                with_cuts,
            ),
            self._get_adoption_measure(filters, with_cuts),
        ):
            for key, figures in rows:
                result.setdefault(key, {}).update(figures)
        return result

    @api.model
    def _get_cut_sets(self, model, *extra):
        """Grouping sets: all, each cut, and extra ones; and the columns that tell them apart.

        :return: (groupby, columns); the column ``cut`` names the set a row belongs to
        """
        columns = {name: self._col(model, name) for name in CUTS}
        sets = [SQL("(%s)", SQL(", ").join(extra)) if extra else SQL("()")]
        cases = []
        for name, column in columns.items():
            sets.append(SQL("(%s)", SQL(", ").join([column, *extra])))
            cases.append(SQL("WHEN GROUPING(%s) = 0 THEN %s", column, name))
        columns["cut"] = SQL("CASE %s ELSE 'all' END", SQL(" ").join(cases))
        return SQL("GROUPING SETS (%s)", SQL(", ").join(sets)), columns

    @api.model
    def _get_grouping(self, model, with_cuts, *extra):
        if with_cuts:
            return self._get_cut_sets(model, *extra)
        groupby = SQL(", ").join(extra) if extra else None
        return groupby, {"cut": SQL("'all'")}

    @api.model
    def _get_cut_key(self, row):
        return (row["cut"], row.get(row["cut"]))

    @api.model
    def _get_closed_measures(self, filters, with_cuts):
        model, domain = self._get_measure_source(filters, "win_rate")
        groupby, columns = self._get_grouping(model, with_cuts)
        won = SQL("%s = 'won'", self._col(model, "won_status"))
        amount = self._get_amount(model, "expected_revenue", filters.date_to)
        rows = self._select(
            model,
            domain,
            {
                **columns,
                "won": SQL("COUNT(*) FILTER (WHERE %s)", won),
                "closed": SQL("COUNT(*)"),
                "amount": SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)::float8", amount, won),
            },
            groupby=groupby,
        )
        for row in rows:
            yield (
                self._get_cut_key(row),
                {
                    "win_rate": {
                        "value": percentage(row["won"], row["closed"]),
                        "count": row["closed"],
                        "won": row["won"],
                    },
                    "average_deal_size": {
                        "value": row["amount"] / row["won"] if row["won"] else None,
                        "count": row["won"],
                    },
                },
            )

    @api.model
    def _get_duration(self, model, measure):
        """Days that something took, or has lasted so far."""
        names = {
            "cycle_days": ("opened_on", "closed_on"),
            "ask_to_decision_days": ("asked_on", "decided_on", "closed_on"),
        }[measure]
        start, *ends = (self._col(model, name) for name in names)
        now = SQL("%s::timestamp", fields.Datetime.now())
        return days_between(start, SQL("COALESCE(%s)", SQL(", ").join([*ends, now])))

    @api.model
    def _get_duration_measure(self, filters, measure, ended, with_cuts):
        """Medians from histograms: tenths of days up to ten days, whole days beyond."""
        model, domain = self._get_measure_source(filters, measure)
        duration = self._get_duration(model, measure)
        days = SQL(
            """CASE WHEN %(days)s < 10 THEN ROUND(%(days)s::numeric, 1)
                    ELSE ROUND(%(days)s::numeric) END""",
            days=duration,
        )
        groupby, columns = self._get_grouping(model, with_cuts, days)
        rows = self._select(
            model,
            domain,
            {
                **columns,
                "days": days,
                "ended": SQL("COUNT(*) FILTER (WHERE %s)", ended),
                "censored": SQL("COUNT(*) FILTER (WHERE NOT %s)", ended),
            },
            groupby=groupby,
        )
        histograms = {}
        for row in rows:
            histograms.setdefault(self._get_cut_key(row), []).append(
                (float(row["days"]), row["ended"], row["censored"])
            )
        for key, histogram in histograms.items():
            survival = kaplan_meier(histogram)
            yield (
                key,
                {
                    measure: {
                        "value": survival.median,
                        "count": survival.count,
                        "ended": survival.ended,
                        "longest": survival.longest,
                    }
                },
            )

    @api.model
    def _get_adoption_measure(self, filters, with_cuts):
        """Moves are few cuts' worth: sources and such are those of the opportunity."""
        model, domain = self._get_measure_source(filters, "adoption")
        groupby, columns = self._get_grouping(model, with_cuts)
        rows = self._select(
            model,
            domain,
            {
                **columns,
                "backed": SQL("COUNT(*) FILTER (WHERE %s)", self._col(model, "is_backed")),
                "moves": SQL("COUNT(*)"),
            },
            groupby=groupby,
        )
        for row in rows:
            yield (
                self._get_cut_key(row),
                {
                    "adoption": {
                        "value": percentage(row["backed"], row["moves"]),
                        "count": row["moves"],
                        "backed": row["backed"],
                    }
                },
            )

    @api.model
    def _prepare_measures(self, filters, figures, extra=None):
        """All measures, also those without a sample, each with its drill-down."""
        result = {}
        for measure in MEASURES:
            model, domain = self._get_measure_source(filters, measure)
            figure = figures.get(measure) or {"value": None, "count": 0}
            result[measure] = {
                **figure,
                "drill": self._drill(model, domain & (extra or Domain.TRUE)),
            }
        return result

    @api.model
    def _prepare_cut(self, filters, name, model, measures):
        keys = [key for key in measures if key[0] == name]
        names = self._get_names(model, {record_id for _cut, record_id in keys})
        inactive = self._get_inactive_users(names) if model == "res.users" else set()
        rows = [
            {
                "id": record_id or False,
                "name": names.get(record_id) or self.env._("None"),
                "active": record_id not in inactive,
                **self._prepare_measures(
                    filters, measures[(cut, record_id)], Domain(name, "=", record_id or False)
                ),
            }
            for cut, record_id in keys
        ]
        return sorted(rows, key=lambda row: (-row["win_rate"]["count"], row["name"]))
