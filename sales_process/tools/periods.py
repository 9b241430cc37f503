"""Calendar periods, apart from the ORM: which days does "this week" hold?"""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools import date_utils, get_lang

# period -> how long it is
PERIODS = {
    "today": {"days": 1},
    "week": {"weeks": 1},
    "month": {"months": 1},
    "quarter": {"months": 3},
    "year": {"years": 1},
}


def week_start(env):
    """Return the weekday on which weeks begin in the language of ``env``.

    :return: 0 for Monday, as in ``date.weekday()``
    """
    return int(get_lang(env, env.lang or env.user.lang).week_start) - 1


def period_bounds(period, today, first_weekday=0):
    """Return the first day of the period that holds ``today``, and the day after its last.

    :param str period: one of :data:`PERIODS`
    :param int first_weekday: on which weeks begin, as :func:`week_start` says
    :raise ValueError: for another period
    """
    if period not in PERIODS:
        raise ValueError(f"Unknown period {period!r}")
    if period == "today":
        first = today
    elif period == "week":
        # Odoo's own begins on Monday, whatever the language
        first = today - timedelta(days=(today.weekday() - first_weekday) % 7)
    else:
        first = date_utils.start_of(today, period)
    return first, date_utils.add(first, **PERIODS[period])


def day_start_utc(day, tz):
    """Return the moment (naive, in UTC) at which ``day`` begins in the time zone ``tz``.

    :param tz: as ``env.tz`` is
    """
    midnight = tz.localize(datetime.combine(day, time.min))
    return midnight.astimezone(pytz.utc).replace(tzinfo=None)


def previous_period(date_from, date_to):
    """Return first and last day of the period right before; both given days belong to theirs.

    Whole months are compared with as many whole months, other periods with as many days.
    """
    after = date_to + timedelta(days=1)
    if date_from.day == 1 and after.day == 1:
        months = (after.year - date_from.year) * 12 + after.month - date_from.month
        return date_from - relativedelta(months=months), date_from - timedelta(days=1)
    days = (after - date_from).days
    return date_from - timedelta(days=days), date_from - timedelta(days=1)


def earlier_periods(date_from, date_to, count):
    """Return so many periods right before, each as long as the given one, the latest last."""
    periods = []
    for _number in range(count):
        date_from, date_to = previous_period(date_from, date_to)
        periods.append((date_from, date_to))
    return periods[::-1]


def same_day(day, period, other):
    """Return the day of another period that a day of a period answers to.

    As far into it, in proportion to their lengths; a day before the period lies as many days
    before the other one.

    :param period: first and last day, as the other one
    """
    passed = (day - period[0]).days
    if passed > 0:
        passed = round(
            passed * ((other[1] - other[0]).days + 1) / ((period[1] - period[0]).days + 1)
        )
    return min(other[0] + timedelta(days=passed), other[1])


def chart_step(date_from, date_to):
    """Return the name of the step in which a chart of the period is drawn: day, week or month."""
    days = (date_to - date_from).days + 1
    return "day" if days <= 31 else "week" if days <= 190 else "month"
