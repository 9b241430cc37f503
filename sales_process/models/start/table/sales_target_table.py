from collections import defaultdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ....tools.plain import to_plain
from ....tools.target_table import Spell, value_on
from ....tools.values import is_id

METRICS_OF_COUNTS = ("won_count", "new_opportunities", "quotations_sent")
METRICS_OF_AMOUNTS = ("won_revenue", "weighted_pipeline")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
FIRST_YEAR, LAST_YEAR = 2000, 2099


class SalesTargetTable(models.AbstractModel):
    """The targets of all sellers in one table: metrics across, or the months of a year.

    A cell is what a seller has to reach, in all teams. Targets that are bound to a team, and those
    of teams, stay in the list.
    """

    _name = "sales.target.table"
    _description = "Targets in One Table"

    @api.model
    @api.readonly
    def get_table(self, filters=None):
        """Return the table.

        :param dict filters: ``mode`` (``metrics`` or ``months``), ``period`` (month, quarter, year)
            and ``date_from`` of metrics across; ``metric`` and ``year`` of months across;
            ``team_id``. Each may be left out
        :return: dict: ``filters`` as they are used, ``columns``, ``sellers``, ``values``
            (``{seller id: {column: value}}``), ``team_values``, what can be chosen
        :raise odoo.exceptions.UserError: a filter is none
        """
        self._check_may_use()
        filters = self._check_filters(filters)
        columns = self._get_columns(filters)
        sellers = self._get_sellers(filters)
        spells = self._get_spells(sellers, columns)
        # sudo: only the names of the sellers, for whoever sets their targets
        return to_plain(
            {
                "filters": filters,
                "columns": [self._prepare_column(column) for column in columns],
                "sellers": [{"id": user.id, "name": user.sudo().name} for user in sellers],
                "values": {
                    user.id: {
                        column["key"]: value_on(
                            spells[user.id, column["metric"], column["category_id"]],
                            column["first"],
                            column["last"],
                        )
                        for column in columns
                    }
                    for user in sellers
                },
                "team_values": self._get_team_values(filters, columns),
                "metrics": [
                    {"key": metric["key"], "label": metric["label"]}
                    for metric in self._get_metrics()
                ],
                "teams": self.env["sales.centre"]._get_team_options(),
                "currency_id": self.env.company.currency_id.id,
            }
        )

    @api.model
    @api.readonly
    def get_last_year(self, filters=None):
        """Return what the sellers have reached a year before: ``{seller id: {column: value}}``.

        What is a level at a moment, as the weighted pipeline, has no last year.
        """
        self._check_may_use()
        filters = self._check_filters(filters)
        sellers = self._get_sellers(filters)
        result = {user.id: {} for user in sellers}
        for column in self._get_columns(filters):
            for user_id, value in self._get_reached(column, sellers).items():
                result[user_id][column["key"]] = value
        return to_plain(result)

    # ------------------------------------------------------------
    # FILTERS
    # ------------------------------------------------------------

    @api.model
    def _check_may_use(self):
        if not self.env["sales.target"].has_access("create"):
            raise AccessError(self.env._("Only sales administrators set targets."))

    @api.model
    def _check_filters(self, filters):
        """The filters with what was left out.

        :raise odoo.exceptions.UserError: names the one that is none
        """
        today = fields.Date.context_today(self)
        metrics = [metric["key"] for metric in self._get_metrics()]
        result = {
            "mode": "metrics",
            "period": "month",
            "date_from": today.replace(day=1),
            "metric": metrics[0],
            "year": today.year,
            "team_id": False,
        }
        given = filters or {}
        if not isinstance(given, dict) or given.keys() - result.keys():
            self._refuse("filters", filters)
        result.update({name: value for name, value in given.items() if value})
        choices = {"mode": ("metrics", "months"), "period": tuple(MONTHS), "metric": metrics}
        for name, known in choices.items():
            if result[name] not in known:
                self._refuse(name, result[name])
        year = result["year"]
        if not is_id(year) or not FIRST_YEAR <= year <= LAST_YEAR:
            self._refuse("year", year)
        result["date_from"] = self._check_day(result["date_from"], result["period"])
        team_id = result["team_id"]
        if team_id and not (is_id(team_id) and self.env["crm.team"].search([("id", "=", team_id)])):
            self._refuse("team_id", team_id)
        return result

    @api.model
    def _check_day(self, day, period):
        """The first day of the period that a day is in."""
        try:
            day = fields.Date.to_date(day)
            in_range = FIRST_YEAR <= day.year <= LAST_YEAR
        except (AttributeError, TypeError, ValueError):
            in_range = False
        if not in_range:
            self._refuse("date_from", day)
        month = (day.month - 1) // MONTHS[period] * MONTHS[period] + 1
        return day.replace(month=month, day=1)

    @api.model
    def _refuse(self, name, value):
        raise UserError(
            self.env._(
                "The table of targets cannot be shown for %(name)s “%(value)s”. Choose again.",
                name=name,
                value=str(value)[:80],
            )
        )

    # ------------------------------------------------------------
    # ROWS AND COLUMNS
    # ------------------------------------------------------------

    @api.model
    def _get_metrics(self):
        """What targets can be about, ``[{key, label, metric, category_id}]``."""
        labels = dict(self.env["sales.target"]._fields["metric"]._description_selection(self.env))
        categories = self.env["sales.event.category"].search([("role", "!=", "prospect")])
        return [
            {
                "key": f"events_{category.id}",
                "label": category.name,
                "metric": "events",
                "category_id": category.id,
            }
            for category in categories
        ] + [
            {"key": metric, "label": labels[metric], "metric": metric, "category_id": False}
            for metric in (*METRICS_OF_COUNTS, *METRICS_OF_AMOUNTS)
        ]

    @api.model
    def _get_columns(self, filters):
        metrics = {metric["key"]: metric for metric in self._get_metrics()}
        if filters["mode"] == "months":
            metric = metrics[filters["metric"]]
            days = [fields.Date.to_date(f"{filters['year']}-{n:02}-01") for n in range(1, 13)]
            return [
                {
                    **metric,
                    "key": f"{day:%Y-%m}",
                    "label": format_date(self.env, day, date_format="LLL y"),
                    "period": "month",
                    "first": day,
                    "last": day + relativedelta(months=1, days=-1),
                }
                for day in days
            ]
        first = filters["date_from"]
        last = first + relativedelta(months=MONTHS[filters["period"]], days=-1)
        return [
            {**metric, "period": filters["period"], "first": first, "last": last}
            for metric in metrics.values()
        ]

    @api.model
    def _prepare_column(self, column):
        return {
            "key": column["key"],
            "label": column["label"],
            "is_monetary": column["metric"] in METRICS_OF_AMOUNTS,
            "has_last_year": column["metric"] != "weighted_pipeline",
        }

    @api.model
    def _get_sellers(self, filters):
        sellers = self.env["sales.process.checkup"]._find_sellers()
        if filters["team_id"]:
            team = self.env["crm.team"].browse(filters["team_id"])
            sellers = sellers.filtered(lambda user: user in team.member_ids)
        return sellers

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    @api.model
    def _get_target_domain(self, columns):
        return [
            ("company_id", "=", self.env.company.id),
            ("period", "=", columns[0]["period"]),
            ("metric", "in", list({column["metric"] for column in columns})),
        ]

    @api.model
    def _get_spells(self, sellers, columns):
        """``{(seller id, metric, category id): spells}`` of what the columns are about."""
        targets = self.env["sales.target"].search(
            [
                *self._get_target_domain(columns),
                ("user_id", "in", sellers.ids),
                ("team_id", "=", False),
            ]
        )
        spells = defaultdict(list)
        for target in targets:
            key = (target.user_id.id, target.metric, target.event_category_id.id)
            spells[key].append(
                Spell(target.id, target.date_from, target.date_to or None, target.value)
            )
        return spells

    @api.model
    def _get_team_values(self, filters, columns):
        """What the team as a whole has to reach, ``{column: value}``, where that is set."""
        if not filters["team_id"]:
            return {}
        targets = self.env["sales.target"].search(
            [
                *self._get_target_domain(columns),
                ("team_id", "=", filters["team_id"]),
                ("user_id", "=", False),
                ("team_mode", "=", "split"),
            ]
        )
        spells = defaultdict(list)
        for target in targets:
            spells[target.metric, target.event_category_id.id].append(
                Spell(target.id, target.date_from, target.date_to or None, target.value)
            )
        return {
            column["key"]: value_on(
                spells[column["metric"], column["category_id"]], column["first"], column["last"]
            )
            for column in columns
        }

    @api.model
    def _get_reached(self, column, sellers):
        """What sellers have reached in the days of a column, a year before."""
        if column["metric"] == "weighted_pipeline":
            return {}
        model, domain = self.env["sales.target.report"]._get_actual_domain(
            column["metric"],
            column["first"] - relativedelta(years=1),
            column["last"] - relativedelta(years=1),
            user_id=False,
            team_id=False,
            category_id=column["category_id"],
            company_id=self.env.company.id,
            is_past=True,
        )
        measure = "amount:sum" if column["metric"] == "won_revenue" else "__count"
        groups = (
            self.env[model]
            .with_context(active_test=False)
            ._read_group([*domain, ("user_id", "in", sellers.ids)], ["user_id"], [measure])
        )
        return {user.id: value for user, value in groups}
