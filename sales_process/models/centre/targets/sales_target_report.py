import json
from dataclasses import dataclass, field
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils, float_compare, formatLang

from .sales_target import METRICS, MONETARY_METRICS, PERIODS

# A level at a moment, not something that adds up over the days
LEVEL_METRICS = ("weighted_pipeline",)


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
    """One row per target and period, with what was reached and the pace.

    Days are the seller's own: time zone, first day of the week and working days (the working
    hours of the seller's user, else of the company; public holidays and time off are no working
    days). A team takes them from its leader. A period that is only partly within the target's
    validity counts for the share of its working days.

    expected_value: target × working days so far (today included) ÷ all working days.
    projected_value: actual ÷ working days so far × all working days.
    The weighted pipeline is a level: it should be there all the time, and is not projected. In
    past periods it is the one that was frozen last.

    Actuals are looked up target by target, which is fast for a seller's few. With
    ``target_period`` in the context, a pair of days, those of all targets whose periods touch
    these days are counted in one pass: the same rows, faster for everybody's.
    """

    _name = "sales.target.report"
    _inherit = ["sales.report.mixin"]
    _description = "Targets and Actuals"
    _auto = False
    _order = "date_from desc, name, id"
    _rec_name = "name"
    _depends = {
        "sales.target": [
            "company_id",
            "date_from",
            "date_to",
            "event_category_id",
            "metric",
            "period",
            "team_id",
            "team_mode",
            "user_id",
            "value",
        ],
        "sales.event.report": ["event_date", "is_held"],
        "sales.opportunity.report": ["opened_date", "closed_date", "weighted_revenue"],
        "sales.quotation.report": ["sent_date"],
        "sales.won.report": ["won_date", "amount"],
        "sales.forecast.snapshot": ["snapshot_date", "weighted_revenue", "user_id", "team_id"],
        "res.partner": ["tz", "lang"],
        "res.lang": ["week_start"],
        "res.company": ["resource_calendar_id"],
        "crm.team": ["user_id"],
        "crm.team.member": ["active", "crm_team_id", "user_id"],
        "resource.calendar": ["tz", "two_weeks_calendar"],
        "resource.calendar.attendance": ["calendar_id", "dayofweek", "day_period", "week_type"],
        "resource.calendar.leaves": ["date_from", "date_to", "calendar_id", "resource_id"],
        "resource.resource": ["calendar_id", "user_id"],
    }

    name = fields.Char("Target Of", readonly=True)
    target_id = fields.Many2one("sales.target", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    metric = fields.Selection(METRICS, readonly=True)
    event_category_id = fields.Many2one("sales.event.category", "Category", readonly=True)
    is_share = fields.Boolean(
        "Share of the Team's",
        readonly=True,
        help="The equal share of a team's target, for a member without an own target. Shares are"
        " left out of searches that do not ask for them, so that nothing counts twice.",
    )
    period = fields.Selection(PERIODS, "Every", readonly=True)
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("To", readonly=True)
    is_current = fields.Boolean("Running", readonly=True, help="Today lies in the period.")
    is_monetary = fields.Boolean("Amount", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    target_value = fields.Float(readonly=True)
    actual_value = fields.Float("Actual", readonly=True)
    expected_value = fields.Float("Pace", readonly=True, help="Where it should be by tonight.")
    projected_value = fields.Float(
        "Projection", readonly=True, help="At the end of the period, at the speed so far."
    )
    attainment = fields.Float("Reached (%)", readonly=True, aggregator="avg")
    elapsed_days = fields.Integer("Working Days So Far", readonly=True, aggregator=None)
    total_days = fields.Integer("Working Days", readonly=True, aggregator=None)
    standing = fields.Char(compute="_compute_standing", help="In words: 17 of 20, pace 18.")

    @api.depends("actual_value", "target_value", "expected_value", "is_monetary", "currency_id")
    @api.depends_context("lang")
    def _compute_standing(self):
        for row in self:
            row.standing = self.env._(
                "%(actual)s of %(target)s, pace %(pace)s",
                actual=row._format_value(row.actual_value),
                target=row._format_value(row.target_value),
                pace=row._format_value(row.expected_value),
            )

    def _format_value(self, value):
        """Whole amounts with their currency; numbers with one decimal where they have any."""
        if self.is_monetary:
            return formatLang(self.env, value, rounding_unit="units", currency_obj=self.currency_id)
        is_whole = float_compare(value, round(value), precision_digits=1) == 0
        return formatLang(self.env, value, digits=0 if is_whole else 1)

    @api.model
    def _get_query(self):
        """The whole of it takes PostgreSQL longer to plan than to run: what no target asks for is
        left out."""
        lang = self.env.lang or "en_US"
        kinds = self._get_kinds()
        return SQL(
            """
            SELECT paced.*,
                   CASE WHEN paced.target_value > 0
                        THEN 100.0 * paced.actual_value / paced.target_value END AS attainment
              FROM (
            SELECT slot.id, slot.target_id, slot.user_id, slot.team_id, slot.company_id,
                   slot.is_share, slot.metric, slot.event_category_id, slot.period,
                   slot.date_from, slot.date_to,
                   slot.today BETWEEN slot.date_from AND slot.date_to AS is_current,
                   slot.metric IN %(monetary)s AS is_monetary,
                   slot.currency_id,
                   COALESCE((SELECT COALESCE(name->>%(lang)s, name->>'en_US')
                               FROM sales_event_category WHERE id = slot.event_category_id),
                            %(metric_names)s::jsonb->>slot.metric) AS name,
                   days.elapsed_days, days.total_days,
                   goal.target_value, actual.actual_value::float8 AS actual_value,
                   goal.target_value * CASE
                        WHEN slot.today < slot.date_from THEN 0
                        WHEN slot.metric IN %(levels)s OR days.total_days = 0 THEN 1
                        ELSE days.elapsed_days::float8 / days.total_days END AS expected_value,
                   actual.actual_value::float8 * CASE
                        WHEN slot.metric IN %(levels)s OR days.elapsed_days = 0 THEN 1
                        ELSE days.total_days::float8 / days.elapsed_days END AS projected_value
              FROM %(facts)s
        CROSS JOIN LATERAL (%(goal)s OFFSET 0) AS goal
                   ) AS paced
            """,
            lang=lang,
            monetary=MONETARY_METRICS,
            levels=LEVEL_METRICS,
            metric_names=json.dumps(dict(self._fields["metric"]._description_selection(self.env))),
            facts=self._get_facts_query(kinds),
            goal=self._get_goal_query(kinds),
        )

    @api.model
    def _get_kinds(self):
        """What kinds of targets there are, whoever may see them.

        :return: dict of the ``metrics`` and the ``periods``, and whether any is a seller's
            (``has_sellers``), a team's (``has_teams``), split among its members (``has_shares``)
            or the sum of theirs (``has_sums``)
        """
        self.env["sales.target"].flush_model(["metric", "period", "user_id", "team_mode"])
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT metric, period, user_id IS NOT NULL, team_mode FROM sales_target")
        )
        team_modes = {mode for *_rest, is_seller, mode in rows if not is_seller}
        return {
            "metrics": {row[0] for row in rows},
            "periods": {row[1] for row in rows},
            "has_sellers": any(row[2] for row in rows),
            "has_teams": bool(team_modes),
            "has_shares": "split" in team_modes,
            "has_sums": "sum" in team_modes,
        }

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Leave out shares of team targets, unless the domain says something of them, or names
        the rows."""
        domain = Domain(domain)
        if not any(
            condition.field_expr in ("id", "is_share") for condition in domain.iter_conditions()
        ):
            domain &= Domain("is_share", "=", False)
        return super()._search(domain, *args, **kwargs)

    # ------------------------------------------------------------
    # PIECES OF THE QUERY
    # ------------------------------------------------------------

    @api.model
    def _get_facts_query(self, kinds):
        """Slots with their working days and actuals: ``slot``, ``days`` and ``actual``."""
        if self.env.context.get("target_period"):
            return self._get_facts_at_once(kinds)
        return SQL(
            """(%(slots)s) AS slot
        CROSS JOIN LATERAL (%(working_days)s) AS days
        CROSS JOIN LATERAL (SELECT %(actual)s AS actual_value OFFSET 0) AS actual""",
            slots=self._get_slot_query(kinds),
            working_days=self._get_working_days_query(),
            actual=self._get_actual_sql(kinds),
        )

    @api.model
    def _get_facts_at_once(self, kinds):
        """The same for the slots that touch the context's days: one pass over each metric."""
        first, last = self.env.context["target_period"]
        keys = SQL(
            """period_from, period_to, date_from, date_to, today, calendar_id, resource_id,
               company_id"""
        )
        return SQL(
            """(WITH slot AS MATERIALIZED (
                    SELECT * FROM (%(slots)s) AS slot
                     WHERE date_from <= %(last)s AND date_to >= %(first)s
                ), days AS MATERIALIZED (
                    SELECT slot.*, days.*
                      FROM (SELECT DISTINCT %(keys)s FROM slot) AS slot
                CROSS JOIN LATERAL (%(working_days)s) AS days
                ), actual AS MATERIALIZED (
                    SELECT jsonb_object_agg(id, actual_value) AS by_slot FROM (%(actuals)s) AS done
                )
                SELECT slot.*, days.total_days, days.elapsed_days, days.full_days,
                       COALESCE(((SELECT by_slot FROM actual) ->> slot.id::text)::float8, 0)
                       AS actual_value
                  FROM slot
                  JOIN days
                    ON (days.period_from, days.period_to, days.date_from, days.date_to, days.today,
                        days.company_id, COALESCE(days.calendar_id, 0),
                        COALESCE(days.resource_id, 0))
                     = (slot.period_from, slot.period_to, slot.date_from, slot.date_to, slot.today,
                        slot.company_id, COALESCE(slot.calendar_id, 0),
                        COALESCE(slot.resource_id, 0))) AS slot
        CROSS JOIN LATERAL (SELECT slot.total_days, slot.elapsed_days, slot.full_days) AS days
        CROSS JOIN LATERAL (SELECT slot.actual_value) AS actual""",
            slots=self._get_slot_query(kinds),
            working_days=self._get_working_days_query(),
            actuals=self._get_actuals_query(kinds),
            keys=keys,
            first=first,
            last=last,
        )

    @api.model
    def _get_slot_query(self, kinds):
        """A row per target and period: until the end of next year at most."""
        return SQL(
            """
            SELECT target.id::bigint * 20000 + (slot.day::date - DATE '2000-01-01')
                   + CASE WHEN target.is_share THEN target.user_id * 4000000000 ELSE 0 END AS id,
                   target.id AS target_id, target.is_share, target.user_id, target.team_id,
                   target.company_id, company.currency_id, target.metric,
                   target.event_category_id, target.period, target.value,
                   target.user_id IS NULL AND target.team_mode = 'sum' AS is_sum,
                   slot.day::date AS period_from,
                   (slot.day + span.step - INTERVAL '1 day')::date AS period_to,
                   GREATEST(slot.day::date, target.date_from) AS date_from,
                   LEAST((slot.day + span.step - INTERVAL '1 day')::date, target.date_to)
                   AS date_to,
                   %(today)s AS today,
                   resource.id AS resource_id,
                   COALESCE(resource.calendar_id, company.resource_calendar_id) AS calendar_id
              FROM (%(owners)s) AS target
              JOIN res_company AS company ON company.id = target.company_id
                   %(seller)s
         LEFT JOIN LATERAL (
                   SELECT id, calendar_id
                     FROM resource_resource
                    WHERE user_id = seller.id AND active
                 ORDER BY company_id = target.company_id DESC NULLS LAST, id
                    LIMIT 1) AS resource ON TRUE
        CROSS JOIN LATERAL (
                   SELECT CASE target.period WHEN 'week' THEN INTERVAL '7 days'
                               WHEN 'month' THEN INTERVAL '1 month'
                               WHEN 'quarter' THEN INTERVAL '3 months'
                               ELSE INTERVAL '1 year' END AS step,
                          %(first_day)s AS first_day) AS span
        CROSS JOIN LATERAL GENERATE_SERIES(
                   span.first_day::timestamp,
                   LEAST(target.date_to, (DATE_TRUNC('year', %(today)s::timestamp)
                         + INTERVAL '2 years' - INTERVAL '1 day')::date)::timestamp,
                   span.step) AS slot(day)
            """,
            today=self._get_today(),
            owners=self._get_owner_query(kinds),
            seller=self._get_seller_join(kinds),
            first_day=self._get_first_day(kinds),
        )

    @api.model
    def _get_seller_join(self, kinds):
        """Whose days the target goes by, ``seller``: a team's are its leader's."""
        seller_id, team = SQL("target.user_id"), SQL()
        if kinds["has_teams"]:
            seller_id = SQL("COALESCE(target.user_id, team.user_id)")
            team = SQL("LEFT JOIN crm_team AS team ON team.id = target.team_id")
        return SQL(
            "%s LEFT JOIN (%s) AS seller ON seller.id = %s",
            team,
            self._get_seller_query(),
            seller_id,
        )

    @api.model
    def _get_first_day(self, kinds):
        """The first day of the period that a target begins in; of a week, the seller's."""
        first_day = SQL("DATE_TRUNC(target.period, target.date_from)::date")
        if "week" not in kinds["periods"]:
            return first_day
        return SQL(
            """CASE target.period WHEN 'week'
                    THEN target.date_from - (
                         EXTRACT(ISODOW FROM target.date_from)::int
                         - COALESCE((SELECT week_start::int FROM res_lang
                                      WHERE code = seller.lang), 1) + 7) %% 7
                    ELSE %s END""",
            first_day,
        )

    @api.model
    def _get_owner_query(self, kinds):
        """Targets, and the equal shares of team targets for members without an own target."""
        targets = SQL(
            """
            SELECT id, user_id, team_id, company_id, metric, event_category_id, period, team_mode,
                   value, date_from, date_to, FALSE AS is_share
              FROM sales_target
            """
        )
        if not kinds["has_shares"]:
            return targets
        return SQL(
            """
            %s
         UNION ALL
            SELECT share.id, share.user_id, share.team_id, share.company_id, share.metric,
                   share.event_category_id, share.period, share.team_mode, share.value,
                   share.date_from, share.date_to, TRUE
              FROM (SELECT target.id, member.user_id, target.team_id, target.company_id,
                           target.metric, target.event_category_id, target.period,
                           target.team_mode, target.date_from, target.date_to,
                           target.value / COUNT(*) OVER (PARTITION BY target.id) AS value
                      FROM sales_target AS target
                      JOIN crm_team_member AS member
                        ON member.crm_team_id = target.team_id AND member.active
                     WHERE target.user_id IS NULL AND target.team_mode = 'split') AS share
             WHERE NOT EXISTS (
                   SELECT FROM sales_target AS own
                    WHERE own.user_id = share.user_id AND own.company_id = share.company_id
                      AND COALESCE(own.team_id, share.team_id) = share.team_id
                      AND own.metric = share.metric
                      AND own.event_category_id IS NOT DISTINCT FROM share.event_category_id
                      AND own.date_from <= COALESCE(share.date_to, own.date_from)
                      AND COALESCE(own.date_to, share.date_from) >= share.date_from)
            """,
            targets,
        )

    @api.model
    def _get_working_days_query(self):
        """Working days of a slot: all, those so far, and those of its whole period."""
        return SQL(
            """
            SELECT COUNT(*) FILTER (WHERE day.day BETWEEN slot.date_from AND slot.date_to)::int
                   AS total_days,
                   COUNT(*) FILTER (WHERE day.day BETWEEN slot.date_from
                                      AND LEAST(slot.date_to, slot.today))::int AS elapsed_days,
                   COUNT(*)::int AS full_days
              FROM (SELECT series::date AS day, EXTRACT(ISODOW FROM series)::int AS weekday
                      FROM GENERATE_SERIES(slot.period_from::timestamp,
                                           slot.period_to::timestamp,
                                           INTERVAL '1 day') AS series) AS day
         LEFT JOIN resource_calendar AS calendar ON calendar.id = slot.calendar_id
             WHERE CASE WHEN EXISTS (SELECT FROM resource_calendar_attendance
                                      WHERE calendar_id = calendar.id)
                        THEN EXISTS (
                             SELECT FROM resource_calendar_attendance AS hours
                              WHERE hours.calendar_id = calendar.id
                                AND hours.dayofweek = (day.weekday - 1)::text
                                AND hours.day_period <> 'lunch'
                                AND hours.display_type IS NULL
                                AND (calendar.two_weeks_calendar IS NOT TRUE
                                     OR hours.week_type =
                                        ((day.day - DATE '0001-01-01') / 7 %% 2)::text))
                        ELSE day.weekday <= 5 END
               AND NOT EXISTS (
                   SELECT FROM resource_calendar_leaves AS off
                    WHERE off.time_type = 'leave'
                      AND ((day.day + INTERVAL '12 hours') AT TIME ZONE
                           COALESCE(calendar.tz, 'UTC')) AT TIME ZONE 'UTC'
                          BETWEEN off.date_from AND off.date_to
                      AND (off.resource_id = slot.resource_id
                           OR off.resource_id IS NULL
                              AND (off.calendar_id = slot.calendar_id
                                   OR off.calendar_id IS NULL
                                      AND COALESCE(off.company_id, slot.company_id)
                                          = slot.company_id)))
            """
        )

    @api.model
    def _get_goal_query(self, kinds):
        """The target value of a slot, for the share of its period that lies in the validity."""
        sum_of_sellers = SQL(
            """(
                        SELECT SUM(own.value * (
                                   LEAST(own.date_to, slot.date_to)
                                   - GREATEST(own.date_from, slot.date_from) + 1)::float8
                                   / (slot.period_to - slot.period_from + 1))
                          FROM sales_target AS own
                         WHERE own.user_id IN (SELECT user_id FROM crm_team_member
                                                WHERE crm_team_id = slot.team_id AND active)
                           AND COALESCE(own.team_id, slot.team_id) = slot.team_id
                           AND own.company_id = slot.company_id
                           AND own.metric = slot.metric
                           AND own.event_category_id IS NOT DISTINCT FROM slot.event_category_id
                           AND own.period = slot.period
                           AND own.date_from <= slot.date_to
                           AND COALESCE(own.date_to, slot.date_to) >= slot.date_from)"""
        )
        return SQL(
            """
            SELECT CASE WHEN slot.is_sum THEN COALESCE(%s, 0)
                        WHEN slot.date_from = slot.period_from AND slot.date_to = slot.period_to
                          OR days.full_days = 0
                        THEN slot.value
                        ELSE slot.value * days.total_days / days.full_days END::float8
                   AS target_value
            """,
            sum_of_sellers if kinds["has_sums"] else SQL("0"),
        )

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
    def _get_actuals_query(self, kinds):
        """What was reached in all slots, ``id`` and ``actual_value``: a query by metric and kind
        of owner."""
        queries = []
        first, last = self._get_outer_days(kinds)
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
        if not queries:
            return SQL("SELECT 0::bigint AS id, 0 AS actual_value")
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _get_outer_days(self, kinds):
        """The first and the last day of any period that touches the context's days. Told as they
        are, they let PostgreSQL know how much there is to read."""
        first, last = map(fields.Date.to_date, self.env.context["target_period"])
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
        return ActualSource(
            amount=SQL("COALESCE(SUM(fact.weighted_revenue), 0)"),
            rows=SQL(
                """(SELECT user_id, team_id, company_id, weighted_revenue, NULL::date AS day
                      FROM crm_lead
                     WHERE type = 'opportunity' AND active AND won_status = 'pending'
                     UNION ALL
                    SELECT user_id, team_id, company_id, weighted_revenue, snapshot_date
                      FROM sales_forecast_snapshot)"""
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

    # ------------------------------------------------------------
    # DRILL-DOWN
    # ------------------------------------------------------------

    @api.readonly
    def action_open_record(self):
        return self.action_open_records()

    @api.readonly
    def action_open_records(self):
        """Open the records that the actual counts or sums: the same ones, by the same dates."""
        self.ensure_one()
        model, domain = self._get_actual_domain(
            self.metric,
            self.date_from,
            self.date_to,
            user_id=self.user_id.id,
            team_id=self.team_id.id,
            category_id=self.event_category_id.id,
            company_id=self.company_id.id,
            is_past=not self.is_current,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": model,
            "views": [(False, "list"), (False, "pivot"), (False, "graph")],
            "domain": domain,
            "context": {"active_test": False},
        }

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
        """Return the model and the domain of the records behind an actual."""
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
