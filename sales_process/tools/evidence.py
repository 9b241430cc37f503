"""What the documents of one order show, from plain facts: net evidence decides.

What was credited is not invoiced, what was paid back is not paid, and nothing more to deliver or
to invoice is an end, too. `tools/flow.py` makes the flow of an opportunity of it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

#: Delivery methods that record by themselves what has been handed over.
TRACKED_METHODS = frozenset({"stock_move", "timesheet", "milestones"})
#: Delivery method of what transfers hand over, and say by themselves when nothing more comes.
TRANSFERRED = "stock_move"
#: Amounts below are rounding.
CENT = 0.0005


@dataclass(slots=True)
class Line:
    """One order line. `invoiced` is net: what was posted less what was credited. `has_value` is
    false for gifts: nobody waits for their invoice."""

    ordered: float = 0.0
    delivered: float = 0.0
    invoiced: float = 0.0
    is_tracked: bool = False
    is_invoiced_by_delivery: bool = False
    is_transferred: bool = False
    has_value: bool = True
    id: int = 0

    @classmethod
    def from_values(
        cls, line_id, ordered, delivered, method, invoice_policy, product_type, has_value
    ):
        """A line from the values of its own and its product's fields."""
        return cls(
            id=line_id,
            ordered=ordered,
            delivered=delivered,
            is_tracked=is_tracked_line(method, invoice_policy, ordered, product_type),
            is_invoiced_by_delivery=invoice_policy != "order" and product_type != "combo",
            is_transferred=method == TRANSFERRED,
            has_value=has_value,
        )

    def is_closed(self, order):
        """Whether nothing more is to be delivered, however much that was.

        Hours, or what else is entered by hand and invoiced as it is delivered, end with their
        invoices as well.
        """
        return order.is_delivery_closed or (
            order.is_invoicing_closed and self.is_invoiced_by_delivery and not self.is_transferred
        )

    def is_delivered(self, order, margin):
        """Whether no delivery is waited for."""
        return (
            not self.is_tracked or self.delivered > self.ordered - margin or self.is_closed(order)
        )

    def is_billed(self, order, margin):
        """Whether, net, as much is invoiced as there is to invoice."""
        if self.is_invoiced_by_delivery:
            is_complete = abs(self.delivered) > abs(self.ordered) - margin or self.is_closed(order)
            return is_complete and abs(self.invoiced - self.delivered) < margin
        due = self.ordered
        if self.is_tracked and self.is_closed(order):
            due = min(due, self.delivered)
        return self.invoiced < due + margin if due < 0 else self.invoiced > due - margin


@dataclass(slots=True)
class Invoice:
    """One invoice or credit note, as far as it is of the order. `total` is the order's part of
    it, and `settled` what of that was paid or offset; both are positive for a credit note, too."""

    state: str = "posted"
    is_refund: bool = False
    is_settled: bool = False
    total: float = 0.0
    settled: float = 0.0
    currency_id: int | None = None

    @property
    def sign(self):
        return -1 if self.is_refund else 1


@dataclass(slots=True)
class Order:
    """One quotation or order. `amount` is untaxed and in the company's currency."""

    id: int = 0
    state: str = "draft"
    amount: float = 0.0
    is_delivery_closed: bool = False
    is_invoicing_closed: bool = False
    was_sent: bool = False
    is_prepaid: bool = False
    lines: list = field(default_factory=list)
    invoices: list = field(default_factory=list)

    @property
    def is_confirmed(self):
        return self.state not in ("draft", "sent", "cancel")

    @property
    def is_living(self):
        return self.state != "cancel"


def is_tracked_line(method, invoice_policy, ordered, product_type=None):
    """Whether somebody records what was delivered of a line.

    Goods and services that are handed over by hand are tracked where their invoice waits for the
    delivery. A combo only groups its items, and a return line is not something to deliver.
    """
    if ordered <= 0 or product_type == "combo":
        return False
    return method in TRACKED_METHODS or (method == "manual" and invoice_policy == "delivery")


class OrderFacts(NamedTuple):
    """What the documents of a confirmed order show, net."""

    has_delivery: bool
    has_begun_delivery: bool
    is_delivered: bool  # nothing more is to be delivered, or nothing ever was
    has_bill: bool
    has_to_invoice: bool
    is_invoiced: bool
    has_money: bool
    is_paid: bool

    @property
    def has_arrived(self):
        return self.has_begun_delivery and self.is_delivered

    @property
    def step(self):
        if self.is_paid:
            return "payment"
        if self.is_invoiced:
            return "invoice"
        return "delivery" if self.has_arrived else "order"


def _net(invoices, name):
    """What invoices come to less credit notes, {currency: amount} of what is not nothing."""
    amounts = {}
    for invoice in invoices:
        amount = amounts.get(invoice.currency_id, 0.0) + invoice.sign * getattr(invoice, name)
        amounts[invoice.currency_id] = amount
    return {currency: amount for currency, amount in amounts.items() if abs(amount) > CENT}


def get_order_facts(order, digits=2):
    """The :class:`OrderFacts` of a confirmed order.

    Net evidence decides: what was credited is not invoiced, what was paid back is not paid. A
    draft credit note says nothing; a draft invoice says that the last one is not out yet.
    """
    margin = 10**-digits / 2
    tracked = [line for line in order.lines if line.is_tracked]
    billable = [line for line in order.lines if line.has_value]
    posted = [invoice for invoice in order.invoices if invoice.state == "posted"]
    # Odoo leaves a credit note matched that is reset to draft: what it offsets is not settled
    matched = [inv for inv in order.invoices if inv.state == "draft" and inv.is_refund]
    billed, money = _net(posted, "total"), _net([*posted, *matched], "settled")

    has_begun = any(line.delivered > margin for line in tracked)
    is_delivered = all(line.is_delivered(order, margin) for line in tracked)
    has_to_invoice = not order.is_invoicing_closed and not all(
        line.is_billed(order, margin) for line in billable
    )
    has_draft = any(inv.state == "draft" and not inv.is_refund for inv in order.invoices)
    has_bill = bool(billed) or any(abs(line.invoiced) > margin for line in billable)
    # Without an invoice there is nothing that could have been invoiced, unless there is nothing to
    # invoice at all: a free order is done with its delivery.
    is_free = bool(order.lines) and (order.is_invoicing_closed or not billable)
    is_done_without = is_free and is_delivered and (has_begun or not tracked)
    is_invoiced = not has_to_invoice and not has_draft and (has_bill or is_done_without)
    # The credit note of a return is its bill; beside an invoice it is the customer's money.
    is_return = sum(billed.values()) < 0
    is_settled = all(
        inv.is_settled for inv in posted if is_return or not inv.is_refund
    ) and not any(inv.settled > CENT for inv in matched)
    return OrderFacts(
        has_delivery=bool(tracked),
        has_begun_delivery=has_begun,
        is_delivered=is_delivered,
        has_bill=has_bill,
        has_to_invoice=has_to_invoice or has_draft,
        is_invoiced=is_invoiced,
        has_money=order.is_prepaid or any(amount > 0 for amount in money.values()),
        is_paid=is_delivered and is_invoiced and is_settled,
    )
