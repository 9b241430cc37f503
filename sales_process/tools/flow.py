"""How far documents have carried an opportunity, from plain facts.

Nothing here knows the ORM: facts come in as dataclasses, a `Flow` goes out, and
`choose_stage` says where an opportunity belongs. `models/flow/facts` collects the facts.
"""

from dataclasses import dataclass, field

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

#: Delivery methods that record by themselves what has been handed over.
TRACKED_METHODS = frozenset({"stock_move", "timesheet", "milestones"})


@dataclass(slots=True)
class Line:
    """One order line. `has_value` is false for gifts: nobody waits for their invoice."""

    ordered: float = 0.0
    delivered: float = 0.0
    is_tracked: bool = False
    is_invoiced: bool = False
    has_value: bool = True

    @classmethod
    def from_values(
        cls, ordered, delivered, method, invoice_policy, product_type, invoice_status, has_value
    ):
        """A line from the values of its own and its product's fields."""
        return cls(
            ordered=ordered,
            delivered=delivered,
            is_tracked=is_tracked_line(method, invoice_policy, ordered, product_type),
            is_invoiced=invoice_status in ("invoiced", "upselling"),
            has_value=has_value,
        )


@dataclass(slots=True)
class Invoice:
    """One invoice or credit note of an order, as far as it matters to the order."""

    state: str = "posted"
    is_refund: bool = False
    is_settled: bool = False
    has_payment: bool = False


@dataclass(slots=True)
class Order:
    """One quotation or order. `amount` is untaxed and in the company's currency."""

    id: int = 0
    state: str = "draft"
    amount: float = 0.0
    is_invoicing_closed: bool = False
    was_sent: bool = False
    is_prepaid: bool = False
    lines: list = field(default_factory=list)
    invoices: list = field(default_factory=list)

    @property
    def is_confirmed(self):
        return self.state not in ("draft", "sent", "cancel")


@dataclass(slots=True)
class Flow:
    """What the documents of one opportunity show.

    `reached` names every step with evidence, also one ahead of `step` (an invoice before the
    delivery). `partial` names steps that have begun. `revenue` is None without any amount.
    """

    step: str = "none"
    order_id: int | None = None
    reached: list = field(default_factory=list)
    partial: list = field(default_factory=list)
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


def is_tracked_line(method, invoice_policy, ordered, product_type=None):
    """Whether somebody records what was delivered of a line.

    Goods and services that are handed over by hand are tracked where their invoice waits for the
    delivery. A combo only groups its items, and a return line is not something to deliver.
    """
    if ordered <= 0 or product_type == "combo":
        return False
    return method in TRACKED_METHODS or (method == "manual" and invoice_policy == "delivery")


def _order_facts(order, digits):
    """(delivered, delivery begun, invoiced, invoicing begun, paid, payment begun, has delivery)"""
    margin = 10**-digits / 2
    tracked = [line for line in order.lines if line.is_tracked]
    billable = [line for line in order.lines if line.has_value]
    posted = [inv for inv in order.invoices if inv.state == "posted"]
    charged = [inv for inv in posted if not inv.is_refund]

    is_delivered = all(line.delivered > line.ordered - margin for line in tracked)
    delivery_begun = any(line.delivered > margin for line in tracked)
    nothing_left = order.is_invoicing_closed or all(line.is_invoiced for line in billable)
    is_posted = not any(inv.state == "draft" for inv in order.invoices)
    # Without an invoice there is nothing that could have been invoiced, unless there is nothing to
    # invoice at all: a free order is done with its delivery.
    has_bill = bool(charged) or (
        is_delivered and bool(order.lines) and (order.is_invoicing_closed or not billable)
    )
    is_invoiced = nothing_left and is_posted and has_bill
    is_paid = is_delivered and is_invoiced and all(inv.is_settled for inv in charged)
    return (
        bool(tracked) and is_delivered,
        delivery_begun,
        is_invoiced,
        bool(charged),
        is_paid,
        order.is_prepaid or any(inv.has_payment for inv in charged),
        bool(tracked),
    )


def order_step(order, digits=2):
    """The step that one order has reached."""
    if order.state == "cancel":
        return "none"
    if order.state == "draft":
        return "quotation"
    if order.state == "sent":
        return "sent"
    delivered, _begun, invoiced, _posted, paid, _money, _tracked = _order_facts(order, digits)
    if paid:
        return "payment"
    if invoiced:
        return "invoice"
    return "delivery" if delivered else "order"


def lead_flow(orders, digits=2):
    """The flow of one opportunity.

    Confirmed orders count before quotations, and the least advanced of them decides. Cancelled
    orders do not count.
    """
    living = [order for order in orders if order.state != "cancel"]
    if not living:
        return Flow()
    confirmed = [order for order in living if order.is_confirmed]
    quotations = [order for order in living if not order.is_confirmed]

    flow = Flow(reached=["quotation"])
    if any(order.state == "sent" or (order.is_confirmed and order.was_sent) for order in living):
        flow.reached.append("sent")
    if confirmed:
        flow.reached.append("order")
        facts = [_order_facts(order, digits) for order in confirmed]
        tracked = [fact for fact in facts if fact[6]]
        flow.has_delivery = bool(tracked)
        if tracked and all(fact[0] for fact in tracked):
            flow.reached.append("delivery")
        elif any(fact[1] for fact in tracked):
            flow.partial.append("delivery")
        if all(fact[2] for fact in facts):
            flow.reached.append("invoice")
        elif any(fact[3] for fact in facts):
            flow.partial.append("invoice")
        if all(fact[4] for fact in facts):
            flow.reached.append("payment")
        elif any(fact[5] for fact in facts):
            flow.partial.append("payment")
            # Money that came before the goods or before the final invoice.
            flow.is_prepaid = any(
                fact[5] and not (fact[2] and (fact[0] or not fact[6])) for fact in facts
            )
        steps = [(RANK[order_step(order, digits)], order.id) for order in confirmed]
        rank, flow.order_id = min(steps)
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
    stages, current_id, old_step, new_step, before_id=None, before_weight=0.0, has_new_order=False
):
    """Where a changed step takes an opportunity: a stage, or None to leave it where it is.

    Evidence that appears never takes an opportunity back, and evidence that disappears never
    takes it forward: what a person decided beyond the documents stays.

    :param stages: the pipeline's stages in order
    :param before_id: the stage held before documents took over, None where it is gone
    :param before_weight: the weight that this stage had
    :param has_new_order: an order was confirmed, which wins even where the step went down
        because the new order has come less far than the ones before it
    """
    positions = {stage.id: position for position, stage in enumerate(stages)}
    by_id = {stage.id: stage for stage in stages}
    is_rising = RANK[new_step] > RANK[old_step]
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
