"""Weights for stages that have none: low at first, rising faster toward the order.

Plain Python. What an opportunity is worth grows little while one looks for the need, and a lot
when there is a quotation; spread evenly, the first of three stages would weigh a quarter.
"""

from itertools import pairwise

#: Open stages end here where nothing else is known: a quotation is with the customer.
LAST_OPEN = 60.0
#: Weights of open stages that documents reach.
WEIGHT_OF_STEP = {"quotation": 40.0, "sent": LAST_OPEN}
CURVE = 1.7
#: Up to so many stages weights are whole fives, as people set them.
ROUND_FIVES = 6


def propose_weights(steps, low=0.0, high=None):
    """Weights of open stages in their order.

    :param steps: the document that reaches each stage, or None
    :param low: the weight of the stage before them, which all of theirs are above
    :param high: the weight of the open stage that follows them; None where they are the last ones
    :return: list of percentages, rising
    """
    if not steps:
        return []
    if high is not None:
        gap = (high - low) / (len(steps) + 1)
        return [round(low + gap * place, 1) for place in range(1, len(steps) + 1)]
    anchors = _find_anchors(steps, low)
    weights, start, floor = [], 0, low
    for place, weight in anchors:
        weights += _rise(floor, weight, place - start + 1, is_first=not weights)
        start, floor = place + 1, weight
    return weights


def _find_anchors(steps, low):
    """Stages whose weight is known, ``[(place, weight)]``; the last stage is always one."""
    anchors = []
    for place, step in enumerate(steps):
        weight = WEIGHT_OF_STEP.get(step, 0.0)
        if weight > (anchors[-1][1] if anchors else low):
            anchors.append((place, weight))
    last = len(steps) - 1
    if not anchors or anchors[-1][0] != last:
        floor = anchors[-1][1] if anchors else low
        # behind a document: halfway to the order
        top = 100.0 if anchors or floor >= LAST_OPEN else LAST_OPEN
        is_halfway = top == 100.0 or not last
        anchors.append((last, (floor + top) / 2 if is_halfway else top))
    return anchors


def _rise(low, high, count, is_first):
    """``count`` weights above ``low``, of which the last is ``high``: a curve from the beginning of
    the pipeline, even steps later."""
    power = CURVE if is_first else 1.0
    exact = [low + (high - low) * (place / count) ** power for place in range(1, count + 1)]
    for step in (5.0, 1.0) if count <= ROUND_FIVES else (1.0,):
        weights = [round(weight / step) * step for weight in exact[:-1]] + [exact[-1]]
        # nobody has talked to a first name yet: it may weigh nothing
        floor = low if low else -1.0
        if all(one < other for one, other in pairwise([floor, *weights])):
            return weights
    return [round(weight, 1) for weight in exact]
