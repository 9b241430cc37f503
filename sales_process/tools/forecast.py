"""How good was a forecast? Accuracy and bias of frozen forecasts against what was won.

Accuracy = 1 − |forecast − actual| ÷ the greater of the two, from 0 to 100 %, so that a forecast of
twice the actual and one of half of it are equally wrong. Bias = (forecast − actual) ÷ actual:
above zero is too hopeful.
Several forecasts are judged by their sums of absolute errors (weighted absolute percentage error),
so that a big deal weighs more than a small one and errors do not cancel out.
"""


def accuracy(forecast, actual):
    """Percent; None where neither a forecast nor a result is there to judge."""
    greater = max(forecast, actual)
    if greater <= 0:
        return None
    return 100.0 * (1 - abs(forecast - actual) / greater)


def bias(forecast, actual):
    """Percent of the actual, above zero when too hopeful; None without an actual."""
    if not actual:
        return None
    return 100.0 * (forecast - actual) / actual


def pooled_accuracy(pairs):
    """Accuracy of several ``(forecast, actual)`` pairs: 1 − Σ|error| ÷ Σ of the greater ones."""
    greater = error = 0.0
    for forecast, actual in pairs:
        greater += max(forecast, actual, 0.0)
        error += abs(forecast - actual)
    return 100.0 * (1 - error / greater) if greater else None


def attainment(actual, quota):
    """Actual in percent of the quota; None without a quota."""
    return 100.0 * actual / quota if quota else None
