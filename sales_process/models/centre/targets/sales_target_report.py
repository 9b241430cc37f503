import json

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, float_compare, formatLang

from ....tools.fields import OptionalFloat
from .sales_target import LEVEL_METRICS, METRICS, MONETARY_METRICS, PERIODS


class SalesTargetReport(models.Model):
    """One row per target and period, with what was reached and the pace.

    Days are the seller's own: time zone, first day of the week and working days (the working
    hours of the seller's user, else of the company; public holidays and time off are no working
    days, a morning or an afternoon off is half a day). A team takes them from its leader. A period
    that is only partly within the target's validity counts for the share of its working days.

    expected_value: target × working days so far (today included) ÷ all working days.
    projected_value: actual ÷ working days so far × all working days.
    The weighted pipeline is a level: it should be there all the time, and is not projected. In
    past periods it is the one that was frozen last.
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
        "resource.calendar.attendance": [
            "calendar_id",
            "dayofweek",
            "day_period",
            "display_type",
            "hour_from",
            "hour_to",
            "week_type",
        ],
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
    attainment = OptionalFloat("Reached (%)", readonly=True, aggregator="avg")
    elapsed_days = fields.Float(
        "Working Days So Far", digits=(16, 1), readonly=True, aggregator=None
    )
    total_days = fields.Float("Working Days", digits=(16, 1), readonly=True, aggregator=None)
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
                        ELSE days.elapsed_days / days.total_days END AS expected_value,
                   %(projected)s AS projected_value
              FROM (%(slots)s) AS slot
        CROSS JOIN LATERAL (%(working_days)s) AS days
        CROSS JOIN LATERAL (SELECT %(actual)s AS actual_value OFFSET 0) AS actual
        CROSS JOIN LATERAL (%(goal)s OFFSET 0) AS goal
                   ) AS paced
            """,
            lang=lang,
            monetary=MONETARY_METRICS,
            levels=LEVEL_METRICS,
            metric_names=json.dumps(dict(self._fields["metric"]._description_selection(self.env))),
            projected=self._get_projection(
                SQL("actual.actual_value::float8"),
                SQL("slot.metric"),
                SQL("days.elapsed_days"),
                SQL("days.total_days"),
            ),
            slots=self._get_slot_query(kinds),
            working_days=self._get_working_days_query(
                "slot",
                SQL("slot.period_from"),
                SQL("slot.period_to"),
                total_days=(SQL("slot.date_from"), SQL("slot.date_to")),
                elapsed_days=(SQL("slot.date_from"), SQL("LEAST(slot.date_to, slot.today)")),
                full_days=(SQL("slot.period_from"), SQL("slot.period_to")),
            ),
            actual=self._get_actual_sql(kinds),
            goal=self._get_goal_query(kinds),
        )

    @api.model
    def _get_projection(self, actual, metric, elapsed_days, total_days):
        """Where an actual will be at the end of its period, as SQL."""
        return SQL(
            """%(actual)s * CASE
                        WHEN %(metric)s IN %(levels)s OR %(elapsed)s = 0 THEN 1
                        ELSE %(total)s::float8 / %(elapsed)s::float8 END""",
            actual=actual,
            metric=metric,
            levels=LEVEL_METRICS,
            elapsed=elapsed_days,
            total=total_days,
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
