"""Calendar periods, apart from the ORM: which days does "this week" hold?"""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

PERIODS = ("today", "week", "month", "quarter", "year")


def period_bounds(period, today, week_start=0):
    """Return the first day of the period that holds ``today``, and the day after its last.

    :param str period: one of :data:`PERIODS`
    :param int week_start: first day of the week, 0 for Monday as in ``date.weekday()``
    """
    if period == "today":
        return today, today + timedelta(days=1)
    if period == "week":
        first = today - timedelta(days=(today.weekday() - week_start) % 7)
        return first, first + timedelta(days=7)
    if period == "month":
        first = today.replace(day=1)
        return first, first + relativedelta(months=1)
    if period == "quarter":
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return first, first + relativedelta(months=3)
    if period == "year":
        first = today.replace(month=1, day=1)
        return first, first + relativedelta(years=1)
    raise ValueError(f"Unknown period {period!r}")


def day_start_utc(day, tz):
    """Return the moment (naive, in UTC) at which ``day`` begins in the time zone ``tz``."""
    midnight = datetime.combine(day, time.min)
    return pytz.timezone(tz or "UTC").localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)
