"""Which meeting takes the place of which, when the calendar makes them anew."""

from bisect import bisect_left
from datetime import timedelta

# Further apart than this they are not the same meeting.
HALF_A_DAY = timedelta(hours=12)


def match_meetings(gone, made, shift=timedelta()):
    """Return ``{key of one that is gone: key of the one in its place}``.

    The nearest in time belong together, within half a day, each of them once.

    :param dict gone: ``{key: start}`` of meetings that are there no longer
    :param dict made: ``{key: start}`` of those that may stand for them now
    :param timedelta shift: by how much all of them have moved
    """
    matches, used = {}, set()
    for _distance, old, new in sorted(_get_pairs(gone, made, shift)):
        if old not in matches and new not in used:
            matches[old] = new
            used.add(new)
    return matches


def _get_pairs(gone, made, shift):
    """Each two that are near enough: ``(how far apart, key of the old, key of the new)``."""
    by_start = sorted((start, key) for key, start in made.items())
    starts = [start for start, _key in by_start]
    for old, start in gone.items():
        due = start + shift
        position = bisect_left(starts, due - HALF_A_DAY)
        while position < len(starts) and starts[position] - due < HALF_A_DAY:
            yield abs(starts[position] - due), old, by_start[position][1]
            position += 1
