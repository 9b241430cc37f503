"""How far documents have carried an opportunity, from plain facts.

Nothing here knows the ORM: the orders of `tools/evidence.py` come in, a `Flow` goes out, and
`choose_stage` says where an opportunity belongs. `models/flow/facts` collects the facts.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .evidence import get_order_facts

#: The steps of an opportunity and what people call them, first to last.
FLOW_STEPS = [
    ("none", "None"),
    ("quotation", "Quotation"),
    ("sent", "Sent"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
]
#: The steps that bring an opportunity to a stage.
STEPS_OF_STAGES = [
    (step, "Quotation Sent" if step == "sent" else label) for step, label in FLOW_STEPS[1:]
]
STEPS = tuple(step for step, _label in FLOW_STEPS)
RANK = {step: rank for rank, step in enumerate(STEPS)}

#: Kinds of journal entries that customers get for what they ordered.
SALE_MOVE_TYPES = ("out_invoice", "out_receipt", "out_refund")


@dataclass(slots=True)
class Flow:
    """What the documents of one opportunity show.

    `reached` names every step with evidence, also one ahead of `step` (an invoice before the
    delivery). `partial` names steps that have begun, `waiting` those after the order that still
    wait for somebody to do something. `revenue` is None without any amount.
    """

    step: str = "none"
    order_id: int | None = None
    reached: list = field(default_factory=list)
    partial: list = field(default_factory=list)
    waiting: list = field(default_factory=list)
    has_delivery: bool = False
    is_prepaid: bool = False
    revenue: float | None = None


@dataclass(slots=True)
class Stage:
    """One stage of the pipeline, in the pipeline's order."""

    id: int = 0
    flow_step: str | None = None
    weight: float = 0.0
    is_won: bool = False


def order_step(order, digits=2):
    """The step that one order has reached."""
    if not order.is_living:
        return "none"
    if not order.is_confirmed:
        return "sent" if order.state == "sent" else "quotation"
    return get_order_facts(order, digits).step


def lead_flow(orders, digits=2):
    """The flow of one opportunity.

    Confirmed orders count before quotations, and the least advanced of them decides. Cancelled
    orders do not count.
    """
    living = [order for order in orders if order.is_living]
    if not living:
        return Flow()
    confirmed = [order for order in living if order.is_confirmed]
    quotations = [order for order in living if not order.is_confirmed]

    flow = Flow(reached=["quotation"])
    if any(order.state == "sent" or (order.is_confirmed and order.was_sent) for order in living):
        flow.reached.append("sent")
    if confirmed:
        facts = {order.id: get_order_facts(order, digits) for order in confirmed}
        _add_confirmed(flow, list(facts.values()))
        rank, flow.order_id = min((RANK[fact.step], order_id) for order_id, fact in facts.items())
        flow.step = STEPS[rank]
        flow.revenue = sum(order.amount for order in confirmed)
    else:
        rank, flow.order_id = max(
            (RANK[order_step(order, digits)], order.id) for order in quotations
        )
        flow.step = STEPS[rank]
        flow.is_prepaid = any(order.is_prepaid for order in quotations)
        flow.revenue = max(order.amount for order in quotations) or None
    return flow


class Progress(NamedTuple):
    """What confirmed orders together have reached, begun and wait for."""

    reached: tuple
    partial: tuple
    waiting: tuple
    has_delivery: bool
    is_prepaid: bool


def _add_confirmed(flow, facts):
    """Add to a flow what its confirmed orders have reached, begun and wait for."""
    progress = _get_progress(tuple(facts))
    flow.reached += progress.reached
    flow.partial += progress.partial
    flow.waiting += progress.waiting
    flow.has_delivery = progress.has_delivery
    flow.is_prepaid = progress.is_prepaid


@lru_cache(maxsize=1024)  # facts are a few answers of yes and no: most opportunities are alike
def _get_progress(facts):
    reached, partial, is_prepaid = ["order"], [], False
    tracked = [fact for fact in facts if fact.has_delivery]
    if tracked and all(fact.has_arrived for fact in tracked):
        reached.append("delivery")
    elif any(fact.has_begun_delivery for fact in tracked):
        partial.append("delivery")
    if all(fact.is_invoiced for fact in facts):
        reached.append("invoice")
    elif any(fact.has_bill for fact in facts):
        partial.append("invoice")
    if all(fact.is_paid for fact in facts):
        reached.append("payment")
    elif any(fact.has_money for fact in facts):
        partial.append("payment")
        # Money that came before the goods or before the final invoice.
        is_prepaid = any(
            fact.has_money and not (fact.is_invoiced and fact.is_delivered) for fact in facts
        )
    waiting = [
        step
        for step, waits in (
            ("delivery", any(not fact.is_delivered for fact in facts)),
            ("invoice", any(fact.has_to_invoice for fact in facts)),
            ("payment", not all(fact.is_paid for fact in facts)),
        )
        if waits
    ]
    return Progress(tuple(reached), tuple(partial), tuple(waiting), bool(tracked), is_prepaid)


def get_seen(orders, state):
    """Which documents an opportunity has had so far, and what is new among them.

    An order that is cancelled and confirmed again, or taken off and put back, is not new.

    :param state: what the opportunity remembers: the same as a result of this
    :return: ``order_ids``, ever confirmed; ``quotation_ids``, of all that ever counted; ``news``:
        *order*, *quotation* or *none*
    """
    confirmed = set(state.get("order_ids") or ())
    all_seen = set(state.get("quotation_ids") or ()) | confirmed
    confirmed_now = {order.id for order in orders if order.is_confirmed}
    living_now = {order.id for order in orders if order.is_living}
    news = "quotation" if living_now - all_seen else "none"
    return {
        "order_ids": sorted(confirmed | confirmed_now),
        "quotation_ids": sorted(all_seen | living_now),
        "news": "order" if confirmed_now - confirmed else news,
    }


def find_stage(stages, step):
    """The pipeline's stage for a step, else the one for the nearest lower step that it has.

    Won is won at the order: where that would leave a confirmed order in a stage that is not won,
    the pipeline's first won stage is taken.
    """
    rank = RANK[step]
    if not rank:
        return None
    best = None
    for stage in stages:
        stage_rank = RANK.get(stage.flow_step or "none", 0)
        if 0 < stage_rank <= rank and (best is None or stage_rank > RANK[best.flow_step]):
            best = stage
    if rank >= RANK["order"] and not (best and best.is_won):
        best = next((stage for stage in stages if stage.is_won), best)
    return best


def nearest_lower_weight(stages, weight):
    """The stage with the highest weight that is not above `weight`; else the lightest one."""
    candidates = [stage for stage in stages if not stage.is_won] or list(stages)
    if not candidates:
        return None
    lower = [stage for stage in candidates if stage.weight <= weight]
    if lower:
        top = max(stage.weight for stage in lower)
        return next(stage for stage in lower if stage.weight == top)
    return min(candidates, key=lambda stage: stage.weight)


def choose_stage(
    stages,
    current_id,
    old_step,
    new_step,
    before_id=None,
    before_weight=0.0,
    news="none",
    decided_step=None,
):
    """Where a changed step takes an opportunity: a stage, or None to leave it where it is.

    Evidence that appears never takes an opportunity back, and evidence that disappears never
    takes it forward: what a person decided beyond the documents stays. Where a person's own move
    is the last one, a step that goes and comes back is none: only one that goes beyond all that
    the person, or the stage since then, has seen moves the opportunity, or a new document.

    :param stages: the pipeline's stages in order
    :param before_id: the stage held before documents took over, None where it is gone
    :param before_weight: the weight that this stage had
    :param news: *quotation* where there is one that was not there before, *order* where an order
        was confirmed, which wins even where the step went down because the new order has come
        less far than the ones before it
    :param decided_step: the step beyond which a person's own move does not stand any more; None
        where documents made the last one
    """
    positions = {stage.id: position for position, stage in enumerate(stages)}
    by_id = {stage.id: stage for stage in stages}
    is_rising = RANK[new_step] > RANK[old_step]
    has_new_order = news == "order"
    if decided_step:
        is_beyond = is_rising and (news != "none" or RANK[new_step] > RANK[decided_step])
        if not is_beyond and not has_new_order:
            return None
    target = find_stage(stages, new_step)
    if target is None and not is_rising:
        target = by_id.get(before_id) or nearest_lower_weight(stages, before_weight)
    current = by_id.get(current_id)
    if target is None or target.id == current_id:
        return None
    if current is None:
        return target
    if current.is_won != target.is_won:
        wins = target.is_won and (is_rising or has_new_order)
        loses = current.is_won and not is_rising
        return target if wins or loses else None
    is_ahead = positions[target.id] > positions[current_id]
    return target if is_ahead == is_rising else None


def keep_decision(stages, current_id, new_step, decided_step, news="none"):
    """What is left of a person's own move once the stage has answered a step without moving: the
    step beyond which it does not stand any more, or None where the documents ask for this stage
    themselves by now."""
    if not decided_step:
        return None
    target = find_stage(stages, new_step)
    if RANK[new_step] > RANK[decided_step] and target and target.id == current_id:
        return None
    if news != "none":
        return new_step
    return max(decided_step, new_step, key=RANK.get)
