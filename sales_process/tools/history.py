"""What will a period bring in the end? What earlier periods say, and how often it held.

Several plain methods estimate what is still to come after a day of a period. Each is tried on the
earlier periods, on the same day of each, from what was known then and from the other periods alone
(leave-one-out cross-validation; M. Stone (1974), "Cross-Validatory Choice and Assessment of
Statistical Predictions"). The one whose errors were smallest on the mean speaks for this period,
and its errors make the range.

rest: the median of what came in the rest of earlier periods, brought to this season.
pipeline: the weighted pipeline, times what earlier ones yielded: Σ what came ÷ Σ weighted.
stages: the open revenue of each stage, times the share of it that was won in the rest of the
    period, Σ won ÷ Σ open of earlier ones; and the median of what came from elsewhere.
"""

from dataclasses import dataclass, field
from statistics import fmean, median

# With fewer periods there are no errors to make a range of
MIN_PERIODS = 4
# The range leaves out a tenth on each side: four of five periods should end in it
RANGE = (0.1, 0.9)
# Seasons are told from chance by seeing each at least twice
MIN_YEARS = 2
# Two values make a line whatever they are
MIN_VALUES = 3


@dataclass(frozen=True)
class Standing:
    """A period as it stood on a day; of one that is over, what came of it.

    :param season: what repeats every year: the number of the month or quarter; None for others
    :param won: won until the day
    :param total: won in the whole period; None while it runs
    :param weighted: weighted revenue that was open and expected to close in the period; None where
        nothing was frozen
    :param open_by_stage: expected revenue that was open, by stage; None as before
    :param won_by_stage: how much of it was won in the rest of the period, by the same stages
    """

    season: int | None
    won: float
    total: float | None = None
    weighted: float | None = None
    open_by_stage: dict | None = None
    won_by_stage: dict = field(default_factory=dict)

    @property
    def rest(self):
        return self.total - self.won


@dataclass(frozen=True)
class Estimate:
    """What a period will bring: ``likely``, and the range; None where history is too short."""

    method: str
    likely: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class History:
    """The estimate of a period, what would have been said of the earlier ones, and how often
    these ended in their range, in percent."""

    estimate: Estimate | None
    earlier: list
    hit_rate: float | None


def quantile(values, share):
    """The value below which a share of them lies, between two neighbours in proportion.

    Formula: definition 7 of R. J. Hyndman, Y. Fan (1996), "Sample Quantiles in Statistical
    Packages".
    """
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def slope(values):
    """How much more each value is than the one before: the median of the slopes of all pairs.

    Formula: P. K. Sen (1968), "Estimates of the Regression Coefficient Based on Kendall's Tau";
    some odd values do not move it. None with fewer than three.
    """
    if len(values) < MIN_VALUES:
        return None
    return median(
        (values[later] - values[earlier]) / (later - earlier)
        for later in range(len(values))
        for earlier in range(later)
    )


def seasonal_index(totals):
    """How much more than the average season of its year each season brings.

    Ratio to the mean of the year, as in the classical decomposition: W. M. Persons (1919),
    "Indices of Business Conditions", here with whole years.

    :param totals: ``{(year, season): total}``; years without all seasons are left out
    :return: ``{season: index}``, whose mean is 1; empty with fewer than two whole years
    """
    years = {}
    for (year, season), total in totals.items():
        years.setdefault(year, {})[season] = total
    seasons = {season for _year, season in totals}
    ratios = [
        {season: total * len(seasons) / sum(year.values()) for season, total in year.items()}
        for year in years.values()
        if year.keys() == seasons and sum(year.values()) > 0
    ]
    if len(ratios) < MIN_YEARS:
        return {}
    return {season: fmean(year[season] for year in ratios) for season in seasons}


def estimate_rest(now, earlier, index):
    """What is still to come, by the seasons of ``index``; None without earlier periods."""
    if not earlier:
        return None
    typical = median(past.rest / _season(past, index) for past in earlier)
    return typical * _season(now, index)


def estimate_pipeline(now, earlier, _index):
    """What is still to come of the weighted pipeline; None where none is known."""
    known = [past for past in earlier if past.weighted is not None]
    weighted = sum(past.weighted for past in known)
    if now.weighted is None or weighted <= 0:
        return None
    return now.weighted * sum(past.rest for past in known) / weighted


def estimate_stages(now, earlier, _index):
    """What is still to come of each stage, and from elsewhere; None where none is known."""
    known = [past for past in earlier if past.open_by_stage is not None]
    if now.open_by_stage is None or not known:
        return None
    elsewhere = median(past.rest - sum(past.won_by_stage.values()) for past in known)
    return elsewhere + sum(
        amount * _stage_yield(stage, known) for stage, amount in now.open_by_stage.items()
    )


METHODS = {
    "rest": estimate_rest,
    "pipeline": estimate_pipeline,
    "stages": estimate_stages,
}


def read_history(now, earlier, index=None):
    """What earlier periods say of this one.

    :param now: :class:`Standing` of the period to be estimated
    :param earlier: those of periods that are over, each on the same day of it, in their order
    :param index: as of :func:`seasonal_index`
    :return: :class:`History`; ``earlier`` holds an :class:`Estimate` or None for each of them
    """
    index = index or {}
    tried = {name: _try_method(method, earlier, index) for name, method in METHODS.items()}
    name = _choose(now, earlier, tried, index)
    if name is None:
        return History(None, [None] * len(earlier), None)
    errors = {
        place: past.total - likely
        for place, (past, likely) in enumerate(zip(earlier, tried[name], strict=True))
        if likely is not None
    }
    if len(errors) < MIN_PERIODS:
        errors = {}
    estimates = [
        None if likely is None else _estimate(name, past.won, likely, _without(errors, place))
        for place, (past, likely) in enumerate(zip(earlier, tried[name], strict=True))
    ]
    likely = now.won + METHODS[name](now, earlier, index)
    return History(
        _estimate(name, now.won, likely, [*errors.values()]),
        estimates,
        _get_hit_rate(earlier, estimates),
    )


def _season(standing, index):
    """The index of a season; one that never brought anything says nothing of the others."""
    return index.get(standing.season) or 1.0


def _stage_yield(stage, known):
    opened = sum(past.open_by_stage.get(stage, 0.0) for past in known)
    won = sum(past.won_by_stage.get(stage, 0.0) for past in known)
    return won / opened if opened > 0 else 0.0


def _try_method(method, earlier, index):
    """What a method would have said of each earlier period, from the others."""
    result = []
    for place, past in enumerate(earlier):
        rest = method(past, earlier[:place] + earlier[place + 1 :], index)
        result.append(None if rest is None else past.won + rest)
    return result


def _choose(now, earlier, tried, index):
    """The method with the smallest mean error over the periods that all of them can tell; the
    first one that can tell anything where there are no errors to compare."""
    able = [name for name, method in METHODS.items() if method(now, earlier, index) is not None]
    judged = [name for name in able if any(likely is not None for likely in tried[name])]
    common = [
        place
        for place in range(len(earlier))
        if all(tried[name][place] is not None for name in judged)
    ]
    if not judged or not common:
        return next(iter(able), None)
    return min(
        judged,
        key=lambda name: sum(abs(earlier[place].total - tried[name][place]) for place in common),
    )


def _without(errors, place):
    return [error for known, error in errors.items() if known != place]


def _estimate(name, won, likely, errors):
    """An estimate with the range that the errors make; what is won already is no longer open."""
    likely = max(likely, won)
    if not errors:
        return Estimate(name, likely)
    low, high = (likely + quantile(errors, share) for share in RANGE)
    return Estimate(name, likely, max(min(low, likely), won), max(high, likely))


def _get_hit_rate(earlier, estimates):
    hits = [
        estimate.low <= past.total <= estimate.high
        for past, estimate in zip(earlier, estimates, strict=True)
        if estimate and estimate.low is not None
    ]
    return 100.0 * sum(hits) / len(hits) if hits else None
