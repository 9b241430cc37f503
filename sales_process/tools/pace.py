"""Pace: where should somebody be today, and where will they be at the end of the period?

Plain arithmetic in working days. ``sales.target.report`` computes the same in SQL, from the same
formulas; a test holds the two together.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """Target, actual and pace of one period, all in the target's own unit (events, amounts…).

    ``expected`` is where the actual should be by tonight, ``projected`` where it will be at the
    period's end at the speed so far.
    """

    target: float
    actual: float
    expected: float
    projected: float

    @property
    def status(self):
        """``done``, ``ahead`` (at or above pace), ``behind`` or ``far_behind`` (under 80 %)."""
        if self.actual >= self.target:
            return "done"
        if self.actual >= self.expected:
            return "ahead"
        return "behind" if self.actual >= 0.8 * self.expected else "far_behind"


def expected_value(target, elapsed_days, total_days):
    """Share of the target that is due: target × elapsed ÷ all working days, today included.

    A period without a working day is due at once when it has begun.
    """
    if total_days <= 0:
        return float(target)
    return target * min(elapsed_days, total_days) / total_days


def projected_value(actual, elapsed_days, total_days):
    """Run rate: actual ÷ elapsed × all working days; the actual itself before the first one."""
    if elapsed_days <= 0:
        return float(actual)
    return actual * max(total_days, elapsed_days) / elapsed_days


def compute_pace(target, actual, elapsed_days, total_days):
    """Return the :class:`Pace` of a period with so many working days, elapsed ones among them."""
    return Pace(
        float(target),
        float(actual),
        expected_value(target, elapsed_days, total_days),
        projected_value(actual, elapsed_days, total_days),
    )


def needed_per_day(target, actual, elapsed_days, total_days):
    """What every working day after today has to bring; None when no day or nothing is left."""
    left = total_days - elapsed_days
    if left <= 0 or actual >= target:
        return None
    return (target - actual) / left


def status_of(target, actual, expected):
    """The status of :class:`Pace` where the pace is known already."""
    return Pace(target, actual, expected, actual).status
