from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, format_amount, formatLang

METRICS = [
    ("events", "Events held"),
    ("won_revenue", "Won revenue"),
    ("won_count", "Opportunities won"),
    ("new_opportunities", "New opportunities"),
    ("quotations_sent", "Quotations sent"),
    ("weighted_pipeline", "Weighted pipeline"),
]
MONETARY_METRICS = ("won_revenue", "weighted_pipeline")
# A level at a moment, not something that adds up over the days: it is kept up, not reached
LEVEL_METRICS = ("weighted_pipeline",)
PERIODS = [
    ("week", "Week"),
    ("month", "Month"),
    ("quarter", "Quarter"),
    ("year", "Year"),
]


class SalesTarget(models.Model):
    """What a seller or a team has to reach in every period of a time: 20 visits a month.

    What was reached, and the pace, is in ``sales.target.report``, a row per target and period.
    """

    _name = "sales.target"
    _description = "Sales Target"
    _inherit = "sales.input.mixin"
    _order = "date_from desc, metric, id"
    _check_company_auto = True

    # whose
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Whose target it is. Empty: the team's.",
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales Team",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="With a salesperson: only what the salesperson does in this team.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    # what
    metric = fields.Selection(
        METRICS, required=True, default="events", help="What is counted toward it."
    )
    event_category_id = fields.Many2one(
        "sales.event.category",
        compute="_compute_event_category_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="Held events of this category are counted.",
    )
    # how much
    is_monetary = fields.Boolean(compute="_compute_is_monetary")
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_mode = fields.Selection(
        [
            ("split", "Splits equally among the sellers"),
            ("sum", "Is the sum of the sellers' targets"),
        ],
        "Team Target",
        default="split",
        required=True,
        help="Splits equally: each member of the team without a target of their own is measured"
        " by an equal share. Sum: the team's target follows from its sellers' targets.",
    )
    value = fields.Float("Target", digits=(16, 2), help="For each period.")
    period = fields.Selection(
        PERIODS,
        "Every",
        required=True,
        default="month",
        help="The value is to be reached in each of these.",
    )
    # when
    date_from = fields.Date(
        "Valid From",
        required=True,
        default=lambda self: self._default_date_from(),
        help="A period that is only partly valid counts for the share of its working days.",
    )
    date_to = fields.Date("Valid Until", help="Empty: until further notice.")

    def _default_date_from(self):
        return fields.Date.context_today(self).replace(day=1)

    @api.depends("metric")
    def _compute_event_category_id(self):
        """Only events have a category."""
        for target in self:
            if target.metric != "events":
                target.event_category_id = False

    @api.depends("metric")
    def _compute_is_monetary(self):
        for target in self:
            target.is_monetary = target.metric in MONETARY_METRICS

    @api.depends(
        "user_id", "team_id", "metric", "event_category_id", "value", "period", "team_mode"
    )
    @api.depends_context("lang")
    def _compute_display_name(self):
        periods = {
            "week": self.env._("a week"),
            "month": self.env._("a month"),
            "quarter": self.env._("a quarter"),
            "year": self.env._("a year"),
        }
        for target in self:
            # sudo: who has a target is known to whoever may read the target
            owners = [target.user_id.sudo().name, target.team_id.sudo().name]
            target.display_name = self.env._(
                "%(owner)s: %(what)s, %(value)s %(period)s",
                owner=", ".join(filter(None, owners)) or self.env._("nobody"),
                what=target._get_metric_name(),
                value=self.env._("sum of the sellers'")
                if target._is_sum()
                else target._format_value(),
                period=periods.get(target.period, ""),
            )

    def _get_metric_name(self):
        metrics = dict(self._fields["metric"]._description_selection(self.env))
        return self.event_category_id.name or metrics.get(self.metric, "")

    def _format_value(self):
        if self.is_monetary and self.currency_id:
            return format_amount(self.env, self.value, self.currency_id, trailing_zeroes=False)
        return formatLang(self.env, self.value, digits=0 if self.value.is_integer() else 2)

    def _is_sum(self):
        return bool(self.team_id and not self.user_id and self.team_mode == "sum")

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    @api.constrains("user_id", "team_id", "company_id")
    def _check_owner(self):
        for target in self:
            if not target.user_id and not target.team_id:
                raise ValidationError(
                    self.env._(
                        "The target “%(target)s” belongs to nobody. Choose a salesperson or a"
                        " sales team.",
                        target=target.display_name,
                    )
                )

    @api.constrains("metric", "event_category_id")
    def _check_event_category(self):
        for target in self:
            if target.metric == "events" and not target.event_category_id:
                raise ValidationError(
                    self.env._(
                        "The target “%(target)s” counts events, but not which ones. Choose an"
                        " event category, such as Customer visit.",
                        target=target.display_name,
                    )
                )

    @api.constrains("value", "team_mode", "user_id", "team_id", "company_id")
    def _check_value(self):
        for target in self:
            if target.value <= 0 and not target._is_sum():
                raise ValidationError(
                    self.env._(
                        "The target “%(target)s” has to be above zero. To end a target, set until"
                        " when it is valid.",
                        target=target.display_name,
                    )
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for target in self:
            if target.date_to and target.date_to < target.date_from:
                raise ValidationError(
                    self.env._(
                        "The target “%(target)s” ends on %(date_to)s, before it begins on"
                        " %(date_from)s. Correct one of the dates.",
                        target=target.display_name,
                        date_from=fields.Date.to_string(target.date_from),
                        date_to=fields.Date.to_string(target.date_to),
                    )
                )

    @api.constrains(
        "user_id",
        "team_id",
        "company_id",
        "metric",
        "event_category_id",
        "period",
        "date_from",
        "date_to",
    )
    def _check_overlap(self):
        """One seller has one target at a time for the same thing and period."""
        overlaps = self.env.execute_query(self._get_overlap_query())
        for target_id, other_id in overlaps:
            target, other = self.browse(target_id), self.browse(other_id)
            raise ValidationError(
                self.env._(
                    "The target “%(target)s” overlaps with “%(other)s”, valid from"
                    " %(date_from)s. End that one before this one begins.",
                    target=target.display_name,
                    other=other.display_name,
                    date_from=fields.Date.to_string(other.date_from),
                )
            )

    def _get_overlap_query(self):
        """A target of these and another one for the same, at the same time: one row at most."""
        self.flush_model()
        return SQL(
            """
            SELECT target.id, other.id
              FROM sales_target AS target
              JOIN sales_target AS other
                ON other.id <> target.id
               AND other.user_id IS NOT DISTINCT FROM target.user_id
               AND other.team_id IS NOT DISTINCT FROM target.team_id
               AND other.company_id = target.company_id
               AND other.metric = target.metric
               AND other.event_category_id IS NOT DISTINCT FROM target.event_category_id
               AND other.period = target.period
               AND (other.date_to IS NULL OR other.date_to >= target.date_from)
               AND (target.date_to IS NULL OR other.date_from <= target.date_to)
             WHERE target.id IN %s
          ORDER BY target.id, other.date_from
             LIMIT 1
            """,
            self._ids,
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def get_import_templates(self):
        label = self.env._("Import Template for Targets")
        return [{"label": label, "template": "/sales_process/static/samples/targets.csv"}]

    def copy_data(self, default=None):
        """A copy is the next target: it begins when this one has ended."""
        default = default or {}
        vals_list = super().copy_data(default)
        for target, vals in zip(self, vals_list, strict=True):
            if "date_from" not in default and target.date_to:
                vals["date_from"] = fields.Date.add(target.date_to, days=1)
                vals["date_to"] = False
        return vals_list

    @api.readonly
    def action_open_report(self):
        """Open what was reached in each period."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "sales.target.report",
            "views": [(False, "list"), (False, "graph"), (False, "pivot")],
            "domain": [("target_id", "=", self.id)],
        }
