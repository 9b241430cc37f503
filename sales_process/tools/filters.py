"""What a tab of the Manager's Centre is asked for."""

from dataclasses import dataclass, replace
from datetime import date

from .periods import previous_period

# The names by which filters are given
FILTERS = ("date_from", "date_to", "team_id", "user_id")


@dataclass(frozen=True)
class Filters:
    """A period, both of whose days belong to it, and whose figures: everybody's by default."""

    date_from: date
    date_to: date
    team_id: int | None = None
    user_id: int | None = None

    @property
    def previous(self):
        """The same of the period right before."""
        date_from, date_to = previous_period(self.date_from, self.date_to)
        return replace(self, date_from=date_from, date_to=date_to)
