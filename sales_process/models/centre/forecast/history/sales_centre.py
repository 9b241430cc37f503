from dataclasses import dataclass, replace
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .....tools.forecast import pooled_accuracy
from .....tools.history import Standing, read_history, seasonal_index
from .....tools.periods import earlier_periods, same_day

FROZEN = "sales.forecast.report"
REPORT = "sales.opportunity.report"
WON = "sales.won.report"
# So many earlier periods are asked, none of more than so many years ago
EARLIER_PERIODS, EARLIER_YEARS = 12, 3
# A forecast that was frozen longer before the day says nothing of it
FROZEN_DAYS = 10
# A period of so many months comes back every year so many times
SEASONS = {1: 12, 3: 4}


@dataclass(frozen=True)
class Earlier:
    """A period that is over: its days, the one that answers to today, and the day on which the
    forecast was frozen last before it; None where none was."""

    date_from: date
    date_to: date
    day: date
    frozen_on: date | None = None


class SalesCentreHistory(models.AbstractModel):
    """What history says of a period's end, beside what the sellers expect."""

    _inherit = "sales.centre"

    @api.model
    def _get_history(self, filters, today, outlook):
        """What earlier periods say of one that is not over; None of one that is.

        likely, low, high: what will be won in the period, and the range in which four of five
        should end. hit_rate: in percent, how many of the earlier ones did. method: how it was
        estimated, see ``tools/history.py``. periods: what would have been said of each earlier
        period on the same day of it, beside ``own``, what the sellers expected then, and what was
        won.

        :param outlook: ``won`` and ``weighted`` of the period as the sellers expect it
        """
        if filters.date_to < today:
            return None
        won_by_day = self._get_won_by_day(filters, today)
        periods = self._get_earlier_periods(filters, today, won_by_day)
        frozen = self._get_frozen_standings(filters, periods)
        earlier = [self._prepare_standing(period, won_by_day, frozen) for period in periods]
        now = Standing(
            self._get_season(filters.date_from, filters.date_to),
            outlook["won"],
            weighted=outlook["weighted"],
            open_by_stage=self._get_open_by_stage(filters, today),
        )
        history = read_history(now, earlier, self._get_seasons(filters, won_by_day))
        return self._prepare_history(filters, periods, earlier, history)

    # ------------------------------------------------------------
    # PERIODS
    # ------------------------------------------------------------

    @api.model
    def _get_earliest_day(self, filters):
        return fields.Date.subtract(filters.date_from, years=EARLIER_YEARS)

    @api.model
    def _get_earlier_periods(self, filters, today, won_by_day):
        """Periods before this one that are over, from the first in which anything was won."""
        first = max(self._get_earliest_day(filters), min(won_by_day, default=today))
        period = (filters.date_from, filters.date_to)
        earlier = [
            Earlier(date_from, date_to, same_day(today, period, (date_from, date_to)))
            for date_from, date_to in earlier_periods(*period, EARLIER_PERIODS)
            if date_to >= first and date_to < today
        ]
        if not earlier:
            return []
        frozen_days = self._get_frozen_days([(known.day, None) for known in earlier])
        return [
            replace(known, frozen_on=day)
            if (day := frozen_days[known.day]) and (known.day - day).days <= FROZEN_DAYS
            else known
            for known in earlier
        ]

    @api.model
    def _get_months(self, date_from, date_to):
        """How many whole months a period is; 0 where it is none."""
        after = date_to + timedelta(days=1)
        if date_from.day != 1 or after.day != 1:
            return 0
        return (after.year - date_from.year) * 12 + after.month - date_from.month

    @api.model
    def _get_season(self, date_from, date_to):
        """The month's or quarter's number in the year, from 0; None of other periods."""
        months = self._get_months(date_from, date_to)
        if months not in SEASONS or (date_from.month - 1) % months:
            return None
        return (date_from.month - 1) // months

    @api.model
    def _get_seasons(self, filters, won_by_day):
        """Seasons of the years before this period, by :func:`seasonal_index`."""
        if self._get_season(filters.date_from, filters.date_to) is None or not won_by_day:
            return {}
        months = self._get_months(filters.date_from, filters.date_to)
        first = min(won_by_day)
        count = SEASONS[months]
        periods = earlier_periods(filters.date_from, filters.date_to, EARLIER_YEARS * count)
        totals = {}
        for place, (date_from, date_to) in enumerate(periods):
            if date_from >= first:
                # years end with the period right before this one
                key = (place // count, self._get_season(date_from, date_to))
                totals[key] = self._sum_days(won_by_day, date_from, date_to)
        return seasonal_index(totals)

    # ------------------------------------------------------------
    # ROWS
    # ------------------------------------------------------------

    @api.model
    def _get_won_by_day(self, filters, today):
        """``{day: amount}`` of the years before the period, until today."""
        asked = replace(filters, date_from=self._get_earliest_day(filters), date_to=today)
        rows = self._select(
            WON,
            self._get_domain(asked, "won_date", "won_on"),
            {
                "won_date": self._col(WON, "won_date"),
                "amount": SQL("SUM(%s)::float8", self._get_amount(WON, "amount", filters.date_to)),
            },
            groupby=SQL("1"),
        )
        return {row["won_date"]: row["amount"] for row in rows}

    @api.model
    def _sum_days(self, won_by_day, first, last):
        return sum(amount for day, amount in won_by_day.items() if first <= day <= last)

    @api.model
    def _get_open_by_stage(self, filters, today):
        rows = self._select(
            REPORT,
            self._get_open_domain(filters),
            {
                "stage_id": self._col(REPORT, "stage_id"),
                "amount": SQL(
                    "SUM(%s)::float8", self._get_amount(REPORT, "expected_revenue", today)
                ),
            },
            groupby=SQL("1"),
        )
        return {row["stage_id"]: row["amount"] for row in rows}

    @api.model
    def _get_frozen_standings(self, filters, periods):
        """What was frozen of each earlier period, as far as it was open on its day.

        :return: ``{frozen day: [{stage_id, weighted, open, won}]}``: the weighted revenue expected
            in the period, and all that was open with what of it was won in the rest of it
        """
        known = [period for period in periods if period.frozen_on]
        if not known:
            return {}
        frozen_on, closed, status, deadline = (
            self._col(FROZEN, name)
            for name in ("snapshot_date", "closed_date", "won_status", "date_deadline")
        )

        def of_period(name):
            """The day of the period that a row was frozen for."""
            cases = (
                SQL("WHEN %s THEN %s::date", period.frozen_on, getattr(period, name))
                for period in known
            )
            return SQL("CASE %s %s END", frozen_on, SQL(" ").join(cases))

        still_open = SQL("(%s IS NULL OR %s >= %s)", closed, closed, of_period("day"))
        in_rest = SQL(
            "%s BETWEEN GREATEST(%s, %s) AND %s",
            closed,
            of_period("day"),
            of_period("date_from"),
            of_period("date_to"),
        )
        expected = SQL(
            "%s BETWEEN %s AND %s", deadline, of_period("date_from"), of_period("date_to")
        )
        amount = self._get_amount(FROZEN, "expected_revenue", filters.date_to)
        weighted = self._get_amount(FROZEN, "weighted_revenue", filters.date_to)
        rows = self._select(
            FROZEN,
            self._get_who_domain(filters)
            & Domain("snapshot_date", "in", [period.frozen_on for period in known]),
            {
                "frozen_on": frozen_on,
                "stage_id": self._col(FROZEN, "stage_id"),
                "weighted": SQL(
                    "COALESCE(SUM(%s) FILTER (WHERE %s AND %s), 0)::float8",
                    weighted,
                    still_open,
                    expected,
                ),
                "open": SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)::float8", amount, still_open),
                "won": SQL(
                    "COALESCE(SUM(%s) FILTER (WHERE %s AND %s = 'won'), 0)::float8",
                    amount,
                    in_rest,
                    status,
                ),
            },
            groupby=SQL("1, 2"),
        )
        by_day = {}
        for row in rows:
            by_day.setdefault(row["frozen_on"], []).append(row)
        return by_day

    # ------------------------------------------------------------
    # PARTS
    # ------------------------------------------------------------

    @api.model
    def _prepare_standing(self, period, won_by_day, frozen):
        """An earlier period as it stood at the beginning of its day, and what came of it."""
        rows = frozen.get(period.frozen_on)
        return Standing(
            self._get_season(period.date_from, period.date_to),
            self._sum_days(won_by_day, period.date_from, period.day - timedelta(days=1)),
            self._sum_days(won_by_day, period.date_from, period.date_to),
            weighted=rows and sum(row["weighted"] for row in rows),
            open_by_stage=rows and {row["stage_id"]: row["open"] for row in rows},
            won_by_stage={row["stage_id"]: row["won"] for row in rows or ()},
        )

    @api.model
    def _prepare_history(self, filters, periods, earlier, history):
        rows = []
        for period, past, estimate in zip(periods, earlier, history.earlier, strict=True):
            days = replace(filters, date_from=period.date_from, date_to=period.date_to)
            rows.append(
                {
                    "date_from": fields.Date.to_string(period.date_from),
                    "date_to": fields.Date.to_string(period.date_to),
                    "day": fields.Date.to_string(period.day),
                    "likely": estimate and estimate.likely,
                    "low": estimate and estimate.low,
                    "high": estimate and estimate.high,
                    "own": None if past.weighted is None else past.won + past.weighted,
                    "won": past.total,
                    "drill": self._drill(WON, self._get_domain(days, "won_date", "won_on")),
                }
            )
        estimate = history.estimate
        both = [row for row in rows if row["likely"] is not None and row["own"] is not None]
        return {
            "method": estimate and estimate.method,
            "likely": estimate and estimate.likely,
            "low": estimate and estimate.low,
            "high": estimate and estimate.high,
            "hit_rate": history.hit_rate,
            "accuracy": pooled_accuracy((row["likely"], row["won"]) for row in both),
            "own_accuracy": pooled_accuracy((row["own"], row["won"]) for row in both),
            "periods": rows,
        }
