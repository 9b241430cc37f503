"""Where does a seller lose what the best do not lose, and what is the gap worth?

Stage by stage, a seller's conversion (share that moved on from the stage) is held against the best
quarter: the quarter of the sellers with the highest conversion in this stage, at least one, pooled.
Samples under a minimum are not shown at all: two of three is no rate.
"""

from dataclasses import dataclass
from math import ceil

from .funnel import percentage

MIN_SAMPLE = 5


@dataclass(frozen=True)
class Conversion:
    """``passed`` of ``touched`` opportunities of one seller moved on from a stage."""

    seller_id: int
    touched: int
    passed: int

    @property
    def rate(self):
        return percentage(self.passed, self.touched)


@dataclass(frozen=True)
class Gap:
    """A seller's conversion in a stage next to the best quarter's, in percent.

    ``lost_deals``: how many opportunities more would have moved on at the best quarter's rate.
    ``worth``: these, times the chance to win and the size of a deal. None where a sample is too
    small to say.
    """

    rate: float | None
    sample: int
    best_rate: float | None
    best_sample: int
    best_sellers: int
    lost_deals: float | None
    worth: float | None

    @property
    def points(self):
        """Percentage points behind the best quarter; below zero where ahead."""
        if self.rate is None or self.best_rate is None:
            return None
        return self.best_rate - self.rate


def best_quarter(conversions, minimum=MIN_SAMPLE):
    """The quarter of the sellers with the highest rates, of those with a sample that counts."""
    counting = [conversion for conversion in conversions if conversion.touched >= minimum]
    counting.sort(key=lambda item: (-item.rate, -item.touched, item.seller_id))
    return counting[: ceil(len(counting) / 4)]


def comparison(own, conversions, minimum=MIN_SAMPLE):
    """Those whom a seller is held against: the :func:`best_quarter`.

    Nobody, where nobody else has a sample that counts: who is alone is neither ahead nor behind.
    """
    conversions = list(conversions)
    others = (item for item in conversions if item.seller_id != own.seller_id)
    if all(other.touched < minimum for other in others):
        return []
    return best_quarter(conversions, minimum)


def verdict(gaps):
    """What the gaps of a seller's stages come to: one of

    - ``behind``: the best do better somewhere
    - ``best``: at the best in every stage with opportunities of the seller
    - ``best_so_far``: in those where there are enough opportunities to tell
    - ``alone``: there is nobody to compare with
    - ``too_few``: no sample counts
    """
    touched = [gap for gap in gaps if gap.sample]
    compared = [gap for gap in touched if gap.points is not None]
    if any(gap.points > 0 for gap in compared):
        return "behind"
    if compared:
        return "best" if len(compared) == len(touched) else "best_so_far"
    return "alone" if any(gap.rate is not None for gap in touched) else "too_few"


def conversion_gap(own, best, win_rate=None, deal_size=None, minimum=MIN_SAMPLE):
    """Compare a seller in one stage with the best quarter of all sellers.

    :param own: the seller's :class:`Conversion`
    :param best: those of the :func:`comparison`
    :param win_rate: percent of those that move on from this stage that are won in the end
    :param deal_size: average amount of a won opportunity
    :return: :class:`Gap`
    """
    best_sample = sum(conversion.touched for conversion in best)
    best_rate = percentage(sum(conversion.passed for conversion in best), best_sample)
    rate = own.rate if own.touched >= minimum else None
    lost_deals = worth = None
    if rate is not None and best_rate is not None:
        lost_deals = max(0.0, best_rate - rate) / 100.0 * own.touched
        if win_rate is not None and deal_size is not None:
            worth = lost_deals * win_rate / 100.0 * deal_size
    return Gap(rate, own.touched, best_rate, best_sample, len(best), lost_deals, worth)
