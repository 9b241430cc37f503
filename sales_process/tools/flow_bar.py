"""What the flow bar tells of the lines and invoices of orders, from plain facts."""

from datetime import date
from typing import NamedTuple

from .evidence import is_tracked_line


class BarLine(NamedTuple):
    """An order line. Amounts are without taxes and in the order's currency."""

    is_tracked: bool  # somebody records what is delivered of it
    ordered: float
    delivered: float
    amount: float
    invoiced: float

    @classmethod
    def from_values(cls, method, policy, product_type, is_downpayment, ordered, *amounts):
        is_tracked = is_tracked_line(method, policy, ordered, product_type)
        return cls(is_tracked and not is_downpayment, ordered, *amounts)

    @property
    def delivered_amount(self):
        """The part of the amount that stands for what was delivered."""
        return self.amount * min(1.0, self.delivered / self.ordered)


class BarInvoice(NamedTuple):
    """An invoice or credit note, with amounts in its company's currency."""

    id: int
    is_visible: bool  # the user may read it
    state: str
    move_type: str
    payment_state: str
    day: date | None
    untaxed: float
    total: float
    residual: float  # in the invoice's currency, as the total
    paid_on: date | None  # the last payment

    @classmethod
    def from_values(cls, *values):
        invoice = cls(*values)
        return invoice._replace(day=_to_date(invoice.day), paid_on=_to_date(invoice.paid_on))

    @property
    def is_posted(self):
        return self.state == "posted"

    @property
    def is_refund(self):
        return self.move_type == "out_refund"

    @property
    def paid_amount(self):
        """What was settled of it, without taxes: what a credit note offsets is settled of both,
        and none of the two is money."""
        if self.payment_state in ("paid", "in_payment", "reversed"):
            return self.untaxed
        if self.payment_state == "partial" and self.total:
            return self.untaxed * (1 - self.residual / self.total)
        return 0.0


def _to_date(text):
    return text and date.fromisoformat(text)
