"""What the panel of a customer is asked for."""

from dataclasses import dataclass, field

# The names by which filters are given
FILTERS = ("kinds", "offset")
PAGE = 30  # entries of the timeline that come at once
LAST_OFFSET = 1_000_000
OPEN_ROWS = 8  # rows of each part of what is open
PEOPLE = 12  # pairs of a seller and a person


@dataclass(frozen=True)
class Asked:
    """Whose panel, and which part of the timeline.

    ``customer_id`` is the commercial entity, ``contact_ids`` are it and those of its contacts that
    the reader may read. Without ``kinds`` the timeline has all of them.
    """

    customer_id: int
    contact_ids: tuple = ()
    kinds: tuple = field(default=())
    offset: int = 0
