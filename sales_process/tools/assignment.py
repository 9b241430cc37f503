"""Who gets which lead. No ORM here: the rules bring what they know about their sellers."""

from collections import namedtuple
from dataclasses import dataclass

# how: named, turn, load, closer, unproven (closer without enough decided); number and sample
# behind it; is_over: everybody was at capacity
Pick = namedtuple("Pick", ["user_id", "how", "number", "sample", "is_over"])

MAX_DRAWS = 100


@dataclass(eq=False)
class Seller:
    """What a rule has to know about a seller. Shared by the rules of one run."""

    user_id: int
    absence: str | None = None
    room: float = float("inf")  # leads until the capacity is reached
    load: int = 0  # open leads
    won: int = 0
    decided: int = 0

    @property
    def rate(self):
        return self.won / self.decided if self.decided else 0.0


def deal(items, sellers, method, *, draw=None, min_sample=1, allowed=None, capacity="prefer"):
    """Give each item to one of the sellers, and count it as theirs.

    :param items: the leads, in the order of their arrival
    :param sellers: list of :class:`Seller`, in the order of the rotation
    :param str method: fixed, rotation, load or best_closer
    :param draw: for the rotation, a function from a number to as many turns
    :param allowed: ``{item: set of user ids}``, where not everybody may have every item
    :param str capacity: prefer those with room, strict: nobody beyond it, or ignore it
    :return: ``{item: Pick}``; without those that nobody can take
    """

    def get_candidates(item):
        users = allowed[item] if allowed else None
        there = [
            seller
            for seller in sellers
            if not seller.absence and (users is None or seller.user_id in users)
        ]
        if capacity == "ignore":
            return there
        free = [seller for seller in there if seller.room > 0]
        return free or ([] if capacity == "strict" else there)

    picks = {}

    def give(item, seller, how, number=0, sample=0):
        is_over = capacity != "ignore" and seller.room <= 0
        picks[item] = Pick(seller.user_id, how, number, sample, is_over)
        seller.room -= 1
        seller.load += 1

    if method == "rotation":
        _rotate(items, sellers, draw, get_candidates, give)
        return picks
    for item in items:
        candidates = get_candidates(item)
        if not candidates:
            continue
        if method == "fixed":
            give(item, candidates[0], "named")
            continue
        how = "load"
        if method == "best_closer":
            proven = [seller for seller in candidates if seller.decided >= max(min_sample, 1)]
            if proven:
                best = max(proven, key=lambda seller: (seller.rate, seller.decided))
                give(item, best, "closer", best.rate, best.decided)
                continue
            how = "unproven"
        least = min(candidates, key=lambda seller: seller.load)
        give(item, least, how, least.load)
    return picks


def _rotate(items, sellers, draw, get_candidates, give):
    """Each turn is a seat at the table. Who cannot take a lead passes, and another turn is drawn
    for it: so those who are there share evenly, whoever is missing, and whatever other
    transactions draw in between."""
    waiting = list(items)
    for round_number in range(MAX_DRAWS):
        undecided = []
        for item in waiting:
            candidates = get_candidates(item)
            if len(candidates) == 1:
                give(item, candidates[0], "turn", 1)
            elif candidates:
                undecided.append(item)
        if not undecided:
            return
        waiting = []
        is_last = round_number == MAX_DRAWS - 1
        for item, turn in zip(undecided, draw(len(undecided)), strict=True):
            candidates = get_candidates(item)
            seller = sellers[turn % len(sellers)]
            if is_last and candidates:
                seller = candidates[turn % len(candidates)]
            if seller in candidates:
                give(item, seller, "turn", len(candidates))
            else:
                waiting.append(item)
