from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.forecast import accuracy, attainment, bias

FROZEN = "sales.forecast.report"
REPORT = "sales.opportunity.report"
WON = "sales.won.report"


class SalesCentreForecast(models.AbstractModel):
    """The tab *Forecast*: what was believed of the period, what came of it, and what is left."""

    _inherit = "sales.centre"

    @api.model
    def _get_tabs(self):
        tab = {"name": "forecast", "label": self.env._("Forecast"), "method": "get_forecast"}
        return [*super()._get_tabs(), tab]

    @api.model
    @api.readonly
    def get_forecast(self, filters=None):
        """Forecast of the period against what was won and against quota.

        forecast: won before the first frozen day of the period, plus the weighted revenue that
        was frozen on it of opportunities then expected to close in the period.
        outlook: won so far plus the weighted revenue of what is open now and expected to close.
        weeks: how the forecast moved from one frozen day to the next.
        slipped: opportunities of the forecast that did not close in the period.
        judged: accuracy and bias by seller and team over whole months that are over.
        history: what earlier periods say of this one's end, see ``_get_history``.
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
            history=self._get_history(filters, today, {"won": won, **open_now}),
        )

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    @api.model
    def _get_frozen_day(self, until, since=None):
        """The last day until the given one on which a forecast was frozen; with ``since``, else
        the first one after it and until that day."""
        return self._get_frozen_days([(until, since)])[until]

    @api.model
    def _get_frozen_days(self, periods):
        """The same for several: ``{until: day}`` of pairs ``(until, since)``, in one query."""
        # the days are no secret; one step in an index each
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT until,
                              COALESCE((SELECT snapshot_date FROM sales_forecast_snapshot
                                         WHERE snapshot_date <= until
                                      ORDER BY snapshot_date DESC LIMIT 1),
                                       (SELECT snapshot_date FROM sales_forecast_snapshot
                                         WHERE snapshot_date BETWEEN until AND since
                                      ORDER BY snapshot_date LIMIT 1))
                         FROM UNNEST(%s::date[], %s::date[]) AS period(until, since)""",
                    [until for until, _since in periods],
                    [since for _until, since in periods],
                )
            )
        )

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
    def _sum_by(self, rows, name, amount):
        """The sums of an amount by what the rows have under a name, in one pass."""
        sums = {}
        for row in rows:
            sums[row[name]] = sums.get(row[name], 0) + row[amount]
        return sums
