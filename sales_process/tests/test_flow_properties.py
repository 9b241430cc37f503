from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.evidence import Invoice, Line, Order, get_order_facts
from ..tools.flow import RANK, STEPS, Stage, choose_stage, get_seen, keep_decision
from .flow_common import FlowCommon

# What may happen to an order: deliveries, invoices, credit notes, and what is taken back of them
DEEDS = (
    "deliver", "return", "invoice", "post", "reset", "credit", "draft_credit", "drop_credit", "pay",
    "unpay", "pay_back",
)  # fmt: skip
DISAPPEARING = {"return", "reset", "credit", "draft_credit", "drop_credit", "unpay"}


class Books:
    """An order of some pieces at 10.00, invoiced as they are delivered, and all that may happen to
    it: a small model of what Odoo does with the documents."""

    def __init__(self, ordered):
        self.line = Line(ordered=ordered, is_tracked=True, is_invoiced_by_delivery=True)
        self.order = Order(id=1, state="sale", lines=[self.line])
        self.quantities = {}

    def do(self, deed, amount):
        getattr(self, f"_{deed}")(amount)
        self.line.invoiced = sum(
            doc.sign * self.quantities[id(doc)] for doc in self._docs("posted")
        )
        for doc in self.order.invoices:
            doc.is_settled = doc.settled == doc.total

    def _docs(self, state, is_refund=None):
        return [
            doc
            for doc in self.order.invoices
            if doc.state == state and is_refund in (None, doc.is_refund)
        ]

    def _add(self, quantity, **values):
        doc = Invoice(total=10 * quantity, **values)
        self.order.invoices.append(doc)
        self.quantities[id(doc)] = quantity

    def _deliver(self, amount):
        self.line.delivered = min(self.line.ordered, self.line.delivered + amount)

    def _return(self, amount):
        self.line.delivered = max(0, self.line.delivered - amount)

    def _invoice(self, _amount):
        quantity = self.line.delivered - sum(
            doc.sign * self.quantities[id(doc)] for doc in self.order.invoices
        )
        if quantity > 0:
            self._add(quantity, state="draft")

    def _post(self, _amount):
        for doc in self._docs("draft"):
            doc.state = "posted"

    def _reset(self, _amount):
        for doc in self._docs("posted", is_refund=False)[-1:]:
            doc.state = "draft"

    def _credit(self, amount):
        if self.line.invoiced > 0:
            self._add(min(amount, self.line.invoiced), is_refund=True)

    def _draft_credit(self, amount):
        if self.line.invoiced > 0:
            self._add(min(amount, self.line.invoiced), is_refund=True, state="draft")

    def _drop_credit(self, _amount):
        for doc in self._docs("draft", is_refund=True):
            self.order.invoices.remove(doc)

    def _pay(self, _amount):
        for doc in self._docs("posted", is_refund=False):
            doc.settled = doc.total

    def _unpay(self, _amount):
        for doc in self._docs("posted", is_refund=False)[-1:]:
            doc.settled = 0

    def _pay_back(self, _amount):
        for doc in self._docs("posted", is_refund=True):
            doc.settled = doc.total


@tagged("post_install", "-at_install")
class TestFlowProperties(BaseCase):
    """What holds for any deliveries, returns, invoices, credit notes and payments."""

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(
        st.integers(1, 4),
        st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(1, 4)), max_size=14),
        st.booleans(),
    )
    def test_step_of_an_order(self, ordered, deeds, is_closed):
        """The step never rises by something that disappears; what is settled on all documents is
        payment; what is credited in full is not invoiced, and what nobody paid is not paid."""
        books = Books(ordered)
        books.order.is_delivery_closed = is_closed
        before = get_order_facts(books.order)
        for deed, amount in deeds:
            books.do(deed, amount)
            facts, line = get_order_facts(books.order), books.line
            if deed in DISAPPEARING and not is_closed:
                self.assertLessEqual(RANK[facts.step], RANK[before.step], deed)
            if deed in ("draft_credit", "drop_credit"):
                self.assertEqual(facts, before, "A draft credit note says nothing")
            is_complete = line.delivered == line.ordered or (is_closed and line.delivered > 0)
            charges = books._docs("posted", is_refund=False)
            is_settled = (
                is_complete
                and line.invoiced == line.delivered
                and not books._docs("draft", is_refund=False)
                and all(doc.is_settled for doc in charges)
            )
            self.assertEqual(facts.step == "payment", is_settled)
            if not line.invoiced:
                self.assertLess(RANK[facts.step], RANK["invoice"])
            money = sum(doc.sign * doc.settled for doc in books._docs("posted"))
            self.assertEqual(facts.has_money, money > 0)
            before = facts

    @settings(max_examples=300, deadline=None, derandomize=True, database=None)
    @given(
        st.sampled_from(STEPS[3:]),
        st.integers(1, 9),
        st.lists(st.sampled_from(STEPS), min_size=1, max_size=12),
    )
    def test_person_is_never_fought(self, seen, stage_id, steps):
        """Whatever steps come and go after a person's own move, only one that goes beyond all of
        them moves the opportunity."""
        stages = [
            Stage(1, None, 0),
            Stage(2, "quotation", 10),
            Stage(3, "sent", 30),
            Stage(4, None, 50),
            Stage(5, "order", 80, True),
            Stage(6, "delivery", 85, True),
            Stage(7, "invoice", 95, True),
            Stage(8, "payment", 100, True),
            Stage(9, None, 100, True),
        ]
        old, decided, highest = seen, seen, RANK[seen]
        for step in steps:
            if step == old:
                continue
            stage = choose_stage(stages, stage_id, old, step, before_id=1, decided_step=decided)
            if RANK[step] <= highest:
                self.assertIsNone(stage, "It was there before")
            if stage:
                self.assertGreater(RANK[step], highest)
                break
            decided = keep_decision(stages, stage_id, step, decided)
            if not decided:
                break
            highest = max(highest, RANK[step])
            old = step

    @settings(max_examples=100, deadline=None, derandomize=True, database=None)
    @given(
        st.lists(
            st.dictionaries(
                st.integers(1, 4), st.sampled_from(["draft", "sent", "sale", "cancel"])
            ),
            max_size=8,
        )
    )
    def test_a_document_is_new_once(self, moments):
        """An order is new once, and once more when it is confirmed for the first time."""
        state, counts = {}, {"order": 0, "quotation": 0}
        for orders in moments:
            state = get_seen(
                [Order(id=order_id, state=name) for order_id, name in orders.items()], state
            )
            if state["news"] != "none":
                counts[state["news"]] += 1
        self.assertLessEqual(counts["order"], 4)
        self.assertLessEqual(counts["quotation"], 4)


@tagged("post_install", "-at_install")
class TestFlowPropertiesOfDocuments(FlowCommon):
    """The same with real documents."""

    DEEDS = (
        "deliver",
        "return",
        "invoice",
        "post",
        "draft_credit",
        "credit",
        "drop",
        "pay",
        "unpay",
    )

    def _do(self, order, deed):
        invoices = order.invoice_ids
        posted = invoices.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        drafts = invoices.filtered(lambda move: move.state == "draft")
        line = order.order_line.filtered(lambda line: not line.is_downpayment)
        if deed in ("deliver", "return"):
            change = 1 if deed == "deliver" else -1
            line.qty_delivered = max(0, min(2, line.qty_delivered + change))
        elif deed == "invoice" and line.qty_to_invoice > 0:
            self._invoice(order, post=False)
        elif deed == "post":
            drafts.action_post()
        elif deed in ("draft_credit", "credit") and posted and line.qty_invoiced_posted > 0:
            self._credit(posted[-1], post=deed == "credit")
        elif deed == "drop":
            drafts.filtered(lambda move: move.move_type == "out_refund").unlink()
        elif deed == "pay" and (unpaid := posted.filtered("amount_residual")):
            self._pay(unpaid)
        elif deed == "unpay" and posted:
            posted[-1].line_ids.remove_move_reconcile()

    def test_any_documents(self):
        """The step never rises by something that disappears; stage and step agree; what is settled
        on all documents is payment; a person's move stays until there is something beyond."""

        @settings(max_examples=12, deadline=None, derandomize=True, database=None)
        @given(st.lists(st.sampled_from(self.DEEDS), min_size=3, max_size=8))
        def check(deeds):
            lead = self._create_lead()
            order = self._create_order(lead)
            order.action_confirm()
            before = RANK["order"]
            for deed in ("deliver", "deliver", "invoice", "post", *deeds):
                self._do(order, deed)
                self.env.cr.flush()
                rank = RANK[lead.flow_step]
                if deed in ("return", "draft_credit", "credit", "drop", "unpay"):
                    self.assertLessEqual(rank, before, deed)
                self.assertFlow(lead.flow_step, lead=lead)
                line = order.order_line
                bills = order.invoice_ids.filtered(
                    lambda move: move.move_type == "out_invoice" and move.state != "cancel"
                )
                self.assertEqual(
                    lead.flow_step == "payment",
                    line.qty_delivered == line.qty_invoiced_posted == 2
                    and all(move.state == "posted" and not move.amount_residual for move in bills),
                )
                before = rank

        check()
