"""Targets as spells on a calendar: a number is set for some days, the rest stays as it is.

Plain Python. A spell is valid from its first day to its last one, or until further notice.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """A target for some days; ``id`` is that of its record, None where it has none yet."""

    id: int | None
    first: date
    last: date | None  # None: until further notice
    value: float


def value_on(spells, first, last):
    """The value that is valid on the first of these days, else the next one within them; 0 where
    there is none."""
    for spell in sorted(spells, key=lambda spell: spell.first):
        if _touches(spell, first, last):
            return spell.value
    return 0.0


def end_of(spells, first):
    """Until when a value that is set on a day would be valid: as long as the one that it replaces,
    else until the next one begins; None: until further notice."""
    ordered = sorted(spells, key=lambda spell: spell.first)
    for spell in ordered:
        if spell.first <= first and (spell.last is None or spell.last >= first):
            return spell.last
    later = [spell.first for spell in ordered if spell.first > first]
    return later[0] - DAY if later else None


def set_value(spells, first, last, value):
    """The spells with another value from the first to the last day; 0 leaves these days without.

    What is left of a spell keeps its record, its beginning before its end. Neighbours of the same
    value become one.
    """
    kept, replaced = [], []
    for spell in spells:
        if not _touches(spell, first, last):
            kept.append(spell)
            continue
        rest = list(_cut(spell, first, last))
        kept += rest
        if not any(piece.id == spell.id for piece in rest):
            replaced.append(spell.id)
    if value:
        kept.append(Spell(replaced[0] if replaced else None, first, last, value))
    return _join(sorted(kept, key=lambda spell: spell.first))


def _touches(spell, first, last):
    return (spell.last is None or spell.last >= first) and (last is None or spell.first <= last)


def _cut(spell, first, last):
    """What is left of a spell outside of these days."""
    keeps_record = True
    if spell.first < first:
        yield replace(spell, last=first - DAY)
        keeps_record = False
    if last is not None and (spell.last is None or spell.last > last):
        yield replace(spell, id=spell.id if keeps_record else None, first=last + DAY)


def _join(spells):
    joined = []
    for spell in spells:
        before = joined[-1] if joined else None
        if (
            before
            and before.last is not None
            and before.last + DAY == spell.first
            and before.value == spell.value
        ):
            record = before.id if before.id is not None else spell.id
            joined[-1] = replace(before, id=record, last=spell.last)
        else:
            joined.append(spell)
    return joined
