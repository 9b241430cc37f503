"""How long does it take, when some are not over yet? The Kaplan–Meier estimator.

Formula: E. L. Kaplan, P. Meier (1958), "Nonparametric Estimation from Incomplete Observations".
S(t) = ∏ over t_i ≤ t of (1 − d_i ÷ n_i), where d_i of the n_i that had lasted until t_i ended then.
What has not ended (is censored) counts as lasting for as long as it has, and is neither dropped
nor taken for ended.
"""

from dataclasses import dataclass

# Rounding of products of fractions must not move the median to the next step.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Survival:
    """Steps ``[(duration, share that lasts longer)]``, how many were observed and how many ended.

    ``longest`` is the longest observed duration, ended or not.
    """

    steps: list
    count: int
    ended: int
    longest: float | None

    def quantile(self, share):
        """Shortest duration within which ``share`` of all end; None where too many are open."""
        for duration, lasting in self.steps:
            if lasting <= 1 - share + TOLERANCE:
                return duration
        return None

    @property
    def median(self):
        return self.quantile(0.5)


def kaplan_meier(observations):
    """Estimate how long things last.

    :param observations: ``(duration, ended, censored)`` with counts of those that ended at the
        duration, and of those that were still open at it; in any order and unit, durations may
        repeat
    :return: :class:`Survival`
    """
    counts = {}
    for duration, ended, censored in observations:
        known = counts.setdefault(duration, [0, 0])
        known[0] += ended
        known[1] += censored
    at_risk = total = sum(ended + censored for ended, censored in counts.values())
    lasting, steps, all_ended = 1.0, [], 0
    for duration in sorted(counts):
        ended, censored = counts[duration]
        if ended:
            # those still open at this duration have lasted until it: they are at risk
            lasting *= 1 - ended / at_risk
            steps.append((duration, lasting))
            all_ended += ended
        at_risk -= ended + censored
    return Survival(steps, total, all_ended, max(counts, default=None))
