"""Do the percentages of the stages hold? Configured weight against observed outcomes.

The observed percentage of a stage: of the opportunities that were ever in it and are decided, how
many were won. A weight is badly calibrated where it lies outside the 95 % confidence interval of
the observed one (E. B. Wilson, 1927: score interval of a binomial proportion, which stays honest
for small samples and near 0 and 100 %).
"""

from math import sqrt

Z_95 = 1.959963984540054


def wilson_interval(successes, sample, z=Z_95):
    """Bounds of the true percentage, in percent; ``(0, 100)`` where nothing was observed."""
    if not sample:
        return 0.0, 100.0
    share = successes / sample
    denominator = 1 + z * z / sample
    centre = share + z * z / (2 * sample)
    spread = z * sqrt(share * (1 - share) / sample + z * z / (4 * sample * sample))
    low, high = (centre - spread) / denominator, (centre + spread) / denominator
    return 100.0 * max(0.0, low), 100.0 * min(1.0, high)


def is_miscalibrated(weight, won, sample, minimum=5):
    """Whether a weight (percent) contradicts ``won`` of ``sample`` decided opportunities.

    :param minimum: smaller samples prove nothing
    """
    if sample < minimum:
        return False
    low, high = wilson_interval(won, sample)
    return not low <= weight <= high
