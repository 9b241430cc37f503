from dataclasses import replace
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.forecast import accuracy, attainment, bias, pooled_accuracy

FROZEN = "sales.forecast.report"
REPORT = "sales.opportunity.report"
TARGETS = "sales.target.report"
WON = "sales.won.report"
# Forecasts of so many months before are judged where the period holds no whole month yet
JUDGED_MONTHS = 3


class SalesCentreForecast(models.AbstractModel):
    _inherit = "sales.centre"

    @api.model
    @api.readonly
    def get_forecast(self, filters):
        """Forecast of the period against what was won and against quota.

        forecast: won before the first frozen day of the period, plus the weighted revenue that
        was frozen on it of opportunities then expected to close in the period.
        outlook: won so far plus the weighted revenue of what is open now and expected to close.
        weeks: how the forecast moved from one frozen day to the next.
        slipped: opportunities of the forecast that did not close in the period.
        judged: accuracy and bias by seller and team over whole months that are over.
        """
        filters = self._get_filters(filters)
        today = fields.Date.context_today(self)
        day = self._get_frozen_day(filters.date_from, since=filters.date_to)
        won_rows = self._get_won_rows(filters)
        won = sum(row["amount"] for row in won_rows)
        frozen = self._get_frozen_rows(filters, day)
        forecast = None
        if day:
            forecast = sum(row["weighted"] for row in frozen if row["snapshot_date"] == day)
            forecast += sum(row["amount"] for row in won_rows if row["won_date"] < day)
        open_now = self._get_open_rows(filters, today)
        quota = self._get_quota(filters)
        return self._get_payload(
            filters,
            is_running=filters.date_to >= today,
            frozen_on=day and fields.Date.to_string(day),
            is_rebuilt=any(row["is_rebuilt"] for row in frozen if row["snapshot_date"] == day),
            forecast={
                "value": forecast,
                "count": sum(row["count"] for row in frozen if row["snapshot_date"] == day),
                "drill": self._drill(FROZEN, self._get_frozen_domain(filters, day)),
            },
            won={
                "value": won,
                "count": sum(row["count"] for row in won_rows),
                "drill": self._drill(WON, self._get_domain(filters, "won_date", "won_on")),
            },
            outlook={
                "value": won + open_now["weighted"],
                "count": open_now["count"],
                "drill": self._drill(
                    self._get_lead_model(filters), self._get_due_domain(filters, today)
                ),
            },
            quota={**quota, "attainment": attainment(won, quota["value"])},
            accuracy=None if forecast is None else accuracy(forecast, won),
            bias=None if forecast is None else bias(forecast, won),
            weeks=self._prepare_weeks(filters, frozen, won_rows, today, open_now),
            sellers=self._prepare_forecast_sellers(filters, day, frozen, won_rows, quota),
            slipped=self._get_slipped(filters, day, today),
            judged=self._get_judged(filters, today),
        )

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    @api.model
    def _get_frozen_domain(self, filters, day):
        """Opportunities frozen on a day and then expected to close in the period."""
        domain = self._get_domain(filters, "date_deadline")
        return domain & Domain("snapshot_date", "=", day and fields.Date.to_string(day))

    @api.model
    def _get_frozen_rows(self, filters, day):
        """Frozen forecasts of the period, on its first frozen day and those after it."""
        if not day:
            return []
        domain = self._get_domain(filters, "date_deadline")
        domain &= Domain("snapshot_date", ">=", fields.Date.to_string(day))
        domain &= Domain("snapshot_date", "<=", fields.Date.to_string(filters.date_to))
        return self._select(
            FROZEN,
            domain,
            {
                "snapshot_date": self._col(FROZEN, "snapshot_date"),
                "user_id": self._col(FROZEN, "user_id"),
                "is_rebuilt": SQL("BOOL_OR(%s)", self._col(FROZEN, "is_rebuilt")),
                "count": SQL("COUNT(*)"),
                "weighted": SQL(
                    "SUM(%s)::float8", self._get_amount(FROZEN, "weighted_revenue", filters.date_to)
                ),
            },
            groupby=SQL("1, 2"),
            order=SQL("1"),
        )

    @api.model
    def _get_won_rows(self, filters):
        return self._select(
            WON,
            self._get_domain(filters, "won_date", "won_on"),
            {
                "won_date": self._col(WON, "won_date"),
                "user_id": self._col(WON, "user_id"),
                "count": SQL("COUNT(*)"),
                "amount": SQL("SUM(%s)::float8", self._get_amount(WON, "amount", filters.date_to)),
            },
            groupby=SQL("1, 2"),
        )

    @api.model
    def _get_due_domain(self, filters, today):
        """Open opportunities that are still expected to close in the period."""
        first = max(filters.date_from, today)
        return (
            self._get_open_domain(filters)
            & Domain("date_deadline", ">=", fields.Date.to_string(first))
            & Domain("date_deadline", "<=", fields.Date.to_string(filters.date_to))
        )

    @api.model
    def _get_open_rows(self, filters, today):
        [row] = self._select(
            REPORT,
            self._get_due_domain(filters, today),
            {
                "count": SQL("COUNT(*)"),
                "weighted": SQL(
                    "COALESCE(SUM(%s), 0)::float8",
                    self._get_amount(REPORT, "weighted_revenue", today),
                ),
            },
        )
        return row

    @api.model
    def _get_quota(self, filters):
        """Targets for won revenue in the period, by owner; the share of their days in it.

        The whole is the teams' targets where there are any, else the sum of the sellers'.
        """
        domain = self._get_target_domain(filters) & Domain("metric", "=", "won_revenue")
        overlap = SQL(
            """(LEAST(%(to)s, %(last)s) - GREATEST(%(from)s, %(first)s) + 1)::float8
               / (%(to)s - %(from)s + 1)""",
            **{"from": self._col(TARGETS, "date_from"), "to": self._col(TARGETS, "date_to")},
            first=filters.date_from,
            last=filters.date_to,
        )
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
                    overlap,
                ),
            },
            groupby=SQL("1, 2, 3"),
            context={"target_period": filters.period},
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

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    @api.model
    def _prepare_weeks(self, filters, frozen, won_rows, today, open_now):
        """Won until each frozen day, and the weighted rest that was expected then."""
        # the last bar is what is known now, also where the forecast of the day is frozen already
        last = min(today, filters.date_to)
        weighted = self._sum_by(frozen, "snapshot_date", "weighted")
        won = self._sum_by(won_rows, "won_date", "amount")
        weeks = [
            {
                "date": fields.Date.to_string(day),
                "won": sum(amount for won_on, amount in won.items() if won_on < day),
                "weighted": weighted[day],
            }
            for day in sorted(weighted)
            if day < last
        ]
        weeks.append(
            {
                "date": fields.Date.to_string(last),
                "won": sum(row["amount"] for row in won_rows),
                "weighted": open_now["weighted"],
            }
        )
        return weeks

    @api.model
    def _prepare_forecast_sellers(self, filters, day, frozen, won_rows, quota):
        won_by_user = self._sum_by(won_rows, "user_id", "amount")
        known = [row for row in won_rows if day and row["won_date"] < day]
        known_by_user = self._sum_by(known, "user_id", "amount")
        frozen = [row for row in frozen if row["snapshot_date"] == day]
        frozen_by_user = self._sum_by(frozen, "user_id", "weighted")
        users = {*frozen_by_user, *won_by_user, *quota["sellers"]}
        names = self._get_names("res.users", users)
        inactive = self._get_inactive_users(names)
        sellers = []
        for user_id in users:
            won = won_by_user.get(user_id, 0)
            forecast = None
            if day:
                forecast = known_by_user.get(user_id, 0) + frozen_by_user.get(user_id, 0)
            target = quota["sellers"].get(user_id)
            who = Domain("user_id", "=", user_id or False)
            sellers.append(
                {
                    "id": user_id or False,
                    "name": names.get(user_id) or self.env._("Nobody"),
                    "active": user_id not in inactive,
                    "forecast": forecast,
                    "won": won,
                    "quota": target,
                    "attainment": attainment(won, target),
                    "drill": self._drill(FROZEN, self._get_frozen_domain(filters, day) & who),
                    "won_drill": self._drill(
                        WON, self._get_domain(filters, "won_date", "won_on") & who
                    ),
                }
            )
        return sorted(sellers, key=lambda row: (-(row["won"] or 0), row["name"]))

    @api.model
    def _get_slipped(self, filters, day, today):
        """Opportunities of the forecast that were not decided in the period.

        Open ones slip when their day has passed, or was put off beyond the period.
        """
        end = fields.Date.to_string(filters.date_to)
        late = Domain("won_status", "=", "pending") & (
            Domain("current_deadline", "=", False)
            | Domain("current_deadline", ">", end)
            | Domain("current_deadline", "<", fields.Date.to_string(today))
        )
        domain = self._get_frozen_domain(filters, day) & (late | Domain("closed_date", ">", end))
        rows = []
        if day:
            rows = self._select(
                FROZEN,
                domain,
                {
                    "user_id": self._col(FROZEN, "user_id"),
                    "count": SQL("COUNT(*)"),
                    "amount": SQL(
                        "SUM(%s)::float8",
                        self._get_amount(FROZEN, "expected_revenue", filters.date_to),
                    ),
                },
                groupby=SQL("1"),
            )
        names = self._get_names("res.users", {row["user_id"] for row in rows})
        return {
            "count": sum(row["count"] for row in rows),
            "amount": sum(row["amount"] or 0.0 for row in rows),
            "drill": self._drill(FROZEN, domain),
            "sellers": [
                {
                    "id": row["user_id"] or False,
                    "name": names.get(row["user_id"]) or self.env._("Nobody"),
                    "count": row["count"],
                    "amount": row["amount"] or 0.0,
                    "drill": self._drill(
                        FROZEN, domain & Domain("user_id", "=", row["user_id"] or False)
                    ),
                }
                for row in rows
            ],
        }

    # ------------------------------------------------------------
    # ACCURACY AND BIAS
    # ------------------------------------------------------------

    @api.model
    def _get_judged_months(self, filters, today):
        """Whole months of the period that are over; without any, those right before it."""
        month = filters.date_from
        if month.day > 1:
            month = month.replace(day=1) + relativedelta(months=1)
        last = min(filters.date_to, today - timedelta(days=1))
        months = []
        while month + relativedelta(months=1, days=-1) <= last:
            months.append(month)
            month += relativedelta(months=1)
        if not months:
            first = filters.date_from.replace(day=1)
            months = [first - relativedelta(months=back) for back in range(JUDGED_MONTHS, 0, -1)]
            months = [day for day in months if day + relativedelta(months=1) <= today]
        return months

    @api.model
    def _get_judged(self, filters, today):
        """Accuracy and bias, month by month, and pooled by seller and team.

        The forecast of a month is the one frozen last before it began, else the first one in it.
        """
        months = self._get_judged_months(filters, today)
        frozen_days = {
            month: self._get_frozen_day(month, since=month + relativedelta(months=1, days=-1))
            for month in months
        }
        months = [month for month in months if frozen_days[month]]
        if not months:
            return {"months": [], "sellers": [], "teams": [], "accuracy": None, "bias": None}
        month_filters = {
            month: replace(
                filters, date_from=month, date_to=month + relativedelta(months=1, days=-1)
            )
            for month in months
        }
        frozen_domains = {
            month: self._get_frozen_domain(month_filters[month], frozen_days[month])
            for month in months
        }
        won_domains = {
            month: self._get_domain(month_filters[month], "won_date", "won_on") for month in months
        }
        whole = Domain.OR(frozen_domains.values())
        won_domain = Domain.OR(won_domains.values())
        pairs = {}
        for model, domain, day, amount, place in (
            (FROZEN, whole, "date_deadline", "weighted_revenue", 0),
            (WON, won_domain, "won_date", "amount", 1),
        ):
            moment = self._col(model, day)
            rows = self._select(
                model,
                domain,
                {
                    "month": SQL("DATE_TRUNC('month', %s)::date", moment),
                    "user_id": self._col(model, "user_id"),
                    "team_id": self._col(model, "team_id"),
                    "day": moment if place else SQL("NULL::date"),
                    "amount": SQL(
                        "SUM(%s)::float8", self._get_amount(model, amount, filters.date_to)
                    ),
                },
                groupby=SQL("1, 2, 3, 4"),
            )
            for row in rows:
                pair = pairs.setdefault((row["month"], row["user_id"], row["team_id"]), [0.0, 0.0])
                pair[place] += row["amount"] or 0.0
                if place and row["day"] < frozen_days[row["month"]]:
                    pair[0] += row["amount"] or 0.0  # was known when the forecast was frozen
        by_month = dict.fromkeys(months, (0.0, 0.0))
        by_month |= {month: sums[month] for month, sums in self._sum_pairs(pairs, 0).items()}
        return {
            "months": [
                {
                    "month": fields.Date.to_string(month),
                    "frozen_on": fields.Date.to_string(frozen_days[month]),
                    **self._judge({month: by_month[month]}),
                    "drill": self._drill(FROZEN, frozen_domains[month]),
                    "won_drill": self._drill(WON, won_domains[month]),
                }
                for month in months
            ],
            "sellers": self._judge_owners(pairs, 1, "user_id", whole, won_domain),
            "teams": self._judge_owners(pairs, 2, "team_id", whole, won_domain),
            **self._judge(by_month),
            "drill": self._drill(FROZEN, whole),
            "won_drill": self._drill(WON, won_domain),
        }

    @api.model
    def _sum_by(self, rows, name, amount):
        """The sums of an amount by what the rows have under a name, in one pass."""
        sums = {}
        for row in rows:
            sums[row[name]] = sums.get(row[name], 0) + row[amount]
        return sums

    @api.model
    def _sum_pairs(self, pairs, place):
        """``{value at the place of the keys: {month: [forecast, actual]}}``"""
        sums = {}
        for key, pair in pairs.items():
            total = sums.setdefault(key[place], {}).setdefault(key[0], [0.0, 0.0])
            total[0] += pair[0]
            total[1] += pair[1]
        return sums

    @api.model
    def _judge(self, by_month):
        forecast = sum(pair[0] for pair in by_month.values())
        actual = sum(pair[1] for pair in by_month.values())
        return {
            "forecast": forecast,
            "actual": actual,
            "accuracy": pooled_accuracy(by_month.values()),
            "bias": bias(forecast, actual),
        }

    @api.model
    def _judge_owners(self, pairs, place, field, whole, won_domain):
        owners = self._sum_pairs(pairs, place)
        names = self._get_names(self.env[FROZEN]._fields[field].comodel_name, set(owners))
        none = {key[0]: (0.0, 0.0) for key in pairs}
        return sorted(
            (
                {
                    "id": owner or False,
                    "name": names.get(owner) or self.env._("None"),
                    **self._judge({**none, **by_month}),
                    "drill": self._drill(FROZEN, whole & Domain(field, "=", owner or False)),
                    "won_drill": self._drill(WON, won_domain & Domain(field, "=", owner or False)),
                }
                for owner, by_month in owners.items()
            ),
            key=lambda row: (-row["actual"], row["name"]),
        )
