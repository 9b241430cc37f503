from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

from .....tools.sql import currency_rate


@dataclass(frozen=True)
class ActualSource:
    """What a metric's actual is: an aggregate over rows, named ``fact`` in the other expressions.

    ``condition`` says which of them count for a ``slot``, a target's period, whoever's they are;
    ``moment`` is the column by which an index finds those of a time, at most two days beside it.
    """

    amount: SQL
    rows: SQL
    condition: SQL
    moment: SQL | None = None
    user: SQL = field(default_factory=lambda: SQL("fact.user_id"))
    team: SQL = field(default_factory=lambda: SQL("fact.team_id"))


class SalesTargetReport(models.Model):
    """What was reached in a period, and the records that it counts."""

    _inherit = "sales.target.report"

    @api.model
    def _get_used_sources(self, kinds):
        return {
            metric: get_source()
            for metric, get_source in self._get_actual_sources().items()
            if metric in kinds["metrics"]
        }

    @api.model
    def _get_owner_conditions(self, kinds, source):
        """Which slots a fact counts for: its seller's, and its team's."""
        conditions = []
        if kinds["has_sellers"] or kinds["has_shares"]:
            is_sellers = SQL(
                "%s = slot.user_id AND (slot.team_id IS NULL OR %s = slot.team_id)",
                source.user,
                source.team,
            )
            conditions.append((SQL("slot.user_id IS NOT NULL"), is_sellers))
        if kinds["has_teams"]:
            conditions.append((SQL("slot.user_id IS NULL"), SQL("%s = slot.team_id", source.team)))
        return conditions

    @api.model
    def _get_actual_sql(self, kinds):
        """What was reached in a slot: a scalar query by metric and kind of owner, so that indexes
        serve each."""
        cases = [
            SQL(
                """WHEN slot.metric = %s AND %s
                   THEN (SELECT %s FROM %s AS fact WHERE %s AND %s)""",
                metric,
                is_owner,
                source.amount,
                source.rows,
                source.condition,
                is_owners,
            )
            for metric, source in self._get_used_sources(kinds).items()
            for is_owner, is_owners in self._get_owner_conditions(kinds, source)
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("0")

    @api.model
    def _get_actuals_query(self, first, last):
        """What was reached in all periods that touch these days: ``by_slot``, one object
        ``{id of the row: value}``.

        The rows themselves look their actuals up one by one, which is fast for a seller's few.
        Here one pass over each metric counts everybody's.
        """
        kinds = self._get_kinds()
        counts = self._get_count_queries(kinds, first, last)
        return SQL(
            """WITH slot AS MATERIALIZED (
                    SELECT * FROM (%(slots)s) AS slot
                     WHERE date_from <= %(last)s AND date_to >= %(first)s)
               SELECT JSONB_OBJECT_AGG(id, actual_value) AS by_slot FROM (%(counts)s) AS counted""",
            slots=self._get_slot_query(kinds),
            counts=SQL(" UNION ALL ").join(counts)
            if counts
            else SQL("SELECT 0 AS id, 0 AS actual_value WHERE FALSE"),
            first=first,
            last=last,
        )

    @api.model
    def _get_count_queries(self, kinds, first, last):
        """A query by metric and kind of owner: ``id`` and ``actual_value`` of each slot."""
        first, last = self._get_outer_days(kinds, first, last)
        queries = []
        for metric, source in self._get_used_sources(kinds).items():
            within = SQL("TRUE")
            if source.moment:
                within = SQL(
                    "%(moment)s >= %(first)s AND %(moment)s < %(last)s",
                    moment=source.moment,
                    first=first - timedelta(days=1),
                    last=last + timedelta(days=2),
                )
            queries += [
                SQL(
                    """SELECT slot.id, %s AS actual_value
                         FROM slot JOIN %s AS fact ON %s AND %s
                        WHERE slot.metric = %s AND %s AND %s
                     GROUP BY slot.id""",
                    source.amount,
                    source.rows,
                    is_owners,
                    source.condition,
                    metric,
                    is_owner,
                    within,
                )
                for is_owner, is_owners in self._get_owner_conditions(kinds, source)
            ]
        return queries

    @api.model
    def _get_outer_days(self, kinds, first, last):
        """The first and the last day of any period that touches these days. Told as they are, they
        let PostgreSQL know how much there is to read."""
        starts = [date_utils.start_of(first, period) for period in kinds["periods"]]
        ends = [date_utils.end_of(last, period) for period in kinds["periods"]]
        # a week of the seller's may begin on any day
        week = timedelta(days=7 if "week" in kinds["periods"] else 0)
        return min(starts, default=first) - week, max(ends, default=last) + week

    @api.model
    def _get_actual_sources(self):
        """``{metric: function}``, each of which returns the :class:`ActualSource` of a metric.

        To be extended by metrics of other addons.
        """
        return {
            "events": self._get_held_events,
            "won_revenue": self._get_won_revenue,
            "won_count": lambda: self._get_opportunity_count(
                SQL("fact.won_status = 'won'"), SQL("fact.closed_date"), SQL("fact.closed_on")
            ),
            "new_opportunities": lambda: self._get_opportunity_count(
                SQL("TRUE"), SQL("fact.opened_date"), SQL("fact.opened_on")
            ),
            "quotations_sent": self._get_quotation_count,
            "weighted_pipeline": self._get_pipeline_level,
        }

    @api.model
    def _get_dated_source(self, amount, model, condition, day, moment):
        """Rows of a report whose day lies in the slot."""
        return ActualSource(
            amount=amount,
            rows=SQL("(%s)", self.env[model]._get_fact_query()),
            condition=SQL(
                """%(condition)s
                   AND %(day)s BETWEEN slot.date_from AND slot.date_to
                   AND %(moment)s >= slot.date_from - 1 AND %(moment)s < slot.date_to + 2
                   AND COALESCE(fact.company_id, slot.company_id) = slot.company_id""",
                condition=condition,
                day=day,
                moment=moment,
            ),
            moment=moment,
        )

    @api.model
    def _get_held_events(self):
        return ActualSource(
            amount=SQL("COUNT(*)"),
            rows=SQL("mail_activity"),
            condition=SQL(
                """fact.is_held IS TRUE AND fact.event_category_id = slot.event_category_id
                   AND fact.event_date BETWEEN slot.date_from AND slot.date_to
                   AND fact.event_company_id = slot.company_id"""
            ),
            moment=SQL("fact.event_date"),
            team=SQL("fact.event_team_id"),
        )

    @api.model
    def _get_won_revenue(self):
        return self._get_dated_source(
            SQL("COALESCE(SUM(fact.amount), 0)"),
            "sales.won.report",
            SQL("TRUE"),
            SQL("fact.won_date"),
            SQL("fact.won_on"),
        )

    @api.model
    def _get_opportunity_count(self, condition, day, moment):
        return self._get_dated_source(
            SQL("COUNT(*)"),
            "sales.opportunity.report",
            SQL("fact.type = 'opportunity' AND %s", condition),
            day,
            moment,
        )

    @api.model
    def _get_quotation_count(self):
        return self._get_dated_source(
            SQL("COUNT(*)"),
            "sales.quotation.report",
            SQL("TRUE"),
            SQL("fact.sent_date"),
            SQL("fact.sent_on"),
        )

    @api.model
    def _get_pipeline_level(self):
        """The weighted pipeline of now, and in past periods the one frozen last."""
        worth = SQL("1")
        if self.env["res.company"]._get_common_currency()[1]:
            worth = self._get_worth_sql()
        return ActualSource(
            amount=SQL("COALESCE(SUM(fact.weighted_revenue * %s), 0)", worth),
            rows=SQL(
                """(SELECT user_id, team_id, company_id, weighted_revenue, NULL::date AS day,
                           %s AS common_currency_id
                      FROM crm_lead AS lead
                     WHERE type = 'opportunity' AND active AND won_status = 'pending'
                     UNION ALL
                    SELECT user_id, team_id, company_id, weighted_revenue, snapshot_date,
                           CASE WHEN company_id IS NULL THEN company_currency END
                      FROM sales_forecast_snapshot)""",
                self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
            ),
            condition=SQL(
                """COALESCE(fact.company_id, slot.company_id) = slot.company_id
                   AND CASE WHEN slot.today < slot.date_from THEN FALSE
                            WHEN slot.today <= slot.date_to THEN fact.day IS NULL
                            ELSE fact.day = (SELECT MAX(snapshot_date)
                                               FROM sales_forecast_snapshot AS frozen
                                              WHERE frozen.snapshot_date
                                                    BETWEEN slot.date_from AND slot.date_to)
                            END"""
            ),
        )

    @api.model
    def _get_worth_sql(self):
        """What an amount of an opportunity without a company is worth in the target's currency."""
        day = SQL("LEAST(slot.date_to, slot.today)")
        rates = [
            currency_rate(currency, SQL("company"), day)
            for currency in (SQL("slot.currency_id"), SQL("fact.common_currency_id"))
        ]
        return SQL(
            """CASE WHEN fact.common_currency_id <> slot.currency_id
                    THEN (SELECT %s / %s FROM res_company AS company
                           WHERE company.id = slot.company_id) ELSE 1 END""",
            *rates,
        )

    @api.model
    def _get_actual_domain(
        self,
        metric,
        date_from,
        date_to,
        user_id=None,
        team_id=None,
        category_id=None,
        company_id=None,
        is_past=False,
    ):
        """Return the model and the domain of the records behind an actual. To be extended by
        metrics of other addons."""
        day_fields = {
            "events": ("sales.event.report", "event_date"),
            "won_revenue": ("sales.won.report", "won_date"),
            "won_count": ("sales.opportunity.report", "closed_date"),
            "new_opportunities": ("sales.opportunity.report", "opened_date"),
            "quotations_sent": ("sales.quotation.report", "sent_date"),
            "weighted_pipeline": ("sales.opportunity.report", None),
        }
        model, day = day_fields[metric]
        domain = Domain.TRUE
        if model == "sales.opportunity.report":
            domain = Domain("type", "=", "opportunity")
        if metric == "events":
            domain = Domain([("is_held", "=", True), ("event_category_id", "=", category_id)])
        elif metric == "won_count":
            domain &= Domain("won_status", "=", "won")
        elif metric == "weighted_pipeline" and is_past:
            model, day = "sales.forecast.snapshot", None
            domain = self.env[model]._get_level_domain(date_from, date_to)
        elif metric == "weighted_pipeline":
            domain &= Domain([("won_status", "=", "pending"), ("active", "=", True)])
        if day:
            domain &= Domain(day, ">=", fields.Date.to_string(date_from))
            domain &= Domain(day, "<=", fields.Date.to_string(date_to))
        if user_id:
            domain &= Domain("user_id", "=", user_id)
        if team_id:
            domain &= Domain("team_id", "=", team_id)
        if company_id:
            domain &= Domain("company_id", "in", [company_id, False])
        return model, list(domain)
