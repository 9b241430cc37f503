"""Due dates in working days."""

from datetime import timedelta

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
