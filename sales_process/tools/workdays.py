"""Due dates in working days."""

from datetime import datetime, time, timedelta

import pytz

# A calendar without a working day for so long says nothing about due dates.
MAX_DAYS_OFF = 366


def add_workdays(start, days, is_workday):
    """Return the day that is so many working days after another one.

    With no days to add it is the day itself, or the first working day after it.

    :param date start: counted from here; may be a day off
    :param int days: how many working days to add
    :param is_workday: function of a date
    """
    day, left, days_off = start, max(days, 0), 0
    while left or not is_workday(day):
        day += timedelta(days=1)
        if is_workday(day):
            left, days_off = max(left - 1, 0), 0
        else:
            days_off += 1
            if days_off > MAX_DAYS_OFF:
                return start + timedelta(days=max(days, 0))
    return day


class Workdays:
    """Whether a company's calendar has work on a day. Asks for two months at a time."""

    WINDOW = timedelta(days=62)

    def __init__(self, get_workdays):
        """:param get_workdays: function of the first and last date of a window, gives its dates"""
        self._get_workdays = get_workdays
        self._known_from = self._known_to = None
        self._days = set()

    def __call__(self, day):
        if self._known_from is None or not self._known_from <= day <= self._known_to:
            self._known_from, self._known_to = day, day + self.WINDOW
            self._days = set(self._get_workdays(self._known_from, self._known_to))
        return day in self._days


def workdays_of(calendar, resource=None):
    """Return a function that says whether there is work on a day; on every day without a calendar.

    :param calendar: the working hours, a ``resource.calendar``
    :param resource: whose time off counts as well, a ``resource.resource``
    """
    if not calendar:
        return lambda day: True
    tz = pytz.timezone(calendar.tz or "UTC")
    key = resource.id if resource else False

    def get_workdays(first, last):
        start = tz.localize(datetime.combine(first, time.min))
        stop = tz.localize(datetime.combine(last + timedelta(days=1), time.min))
        intervals = calendar._work_intervals_batch(start, stop, resource, tz=tz)[key]
        return {
            day.date()
            for begin, end, _meta in intervals
            for day in _iter_days(begin.astimezone(tz), end.astimezone(tz))
        }

    return Workdays(get_workdays)


def _iter_days(begin, end):
    """The days that an interval of work touches."""
    day = begin
    while day < end:
        yield day
        day = (day + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
