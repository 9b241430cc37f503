"""Calendar periods, apart from the ORM: which days does "this week" hold?"""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo.tools import date_utils

PERIODS = ("today", "week", "month", "quarter", "year")


def period_bounds(period, today, week_start=0):
    """Return the first day of the period that holds ``today``, and the day after its last.

    :param str period: one of :data:`PERIODS`
    :param int week_start: first day of the week, 0 for Monday as in ``date.weekday()``
    """
    if period not in PERIODS:
        raise ValueError(f"Unknown period {period!r}")
    step = "day" if period == "today" else period
    # Odoo's weeks begin on Monday
    shift = timedelta(days=week_start if period == "week" else 0)
    first = date_utils.start_of(today - shift, step) + shift
    return first, date_utils.end_of(first - shift, step) + shift + timedelta(days=1)


def day_start_utc(day, tz):
    """Return the moment (naive, in UTC) at which ``day`` begins in the time zone ``tz``."""
    midnight = datetime.combine(day, time.min)
    return pytz.timezone(tz or "UTC").localize(midnight).astimezone(pytz.utc).replace(tzinfo=None)


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


def chart_step(date_from, date_to):
    """Return the name of the step in which a chart of the period is drawn: day, week or month."""
    days = (date_to - date_from).days + 1
    return "day" if days <= 31 else "week" if days <= 190 else "month"
