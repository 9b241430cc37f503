from odoo.tests import BaseCase, tagged

from ..tools.evidence import Invoice, Line, Order, is_tracked_line
from ..tools.flow import (
    Stage,
    choose_stage,
    find_stage,
    get_seen,
    keep_decision,
    lead_flow,
    nearest_lower_weight,
    order_step,
)


def goods(ordered=2, delivered=0, invoiced=0, **values):
    return Line(ordered, delivered, invoiced, is_tracked=True, **values)


def hours(ordered=10, delivered=0, invoiced=0, **values):
    return goods(ordered, delivered, invoiced, is_invoiced_by_delivery=True, **values)


def service(invoiced=0):
    return Line(ordered=1, invoiced=invoiced)


def invoice(total=140, settled=0, **values):
    return Invoice(total=total, settled=settled, is_settled=settled == total, **values)


def credit_note(total=140, settled=0, **values):
    return invoice(total, settled, is_refund=True, **values)


def order(*lines, invoices=(), **values):
    values.setdefault("state", "sale")
    return Order(lines=list(lines), invoices=list(invoices), **values)


@tagged("post_install", "-at_install")
class TestFlowRules(BaseCase):
    """The rules of the flow, without a database."""

    def test_order_step(self):
        """E1, E4: an order's step follows from its lines, invoices and payments."""
        paid, open_invoice = invoice(140, 140), invoice()
        draft, refund = invoice(state="draft"), credit_note()
        cases = {
            "cancelled": (order(goods(), state="cancel"), "none"),
            "draft": (order(goods(), state="draft"), "quotation"),
            "sent": (order(goods(), state="sent"), "sent"),
            "confirmed": (order(goods()), "order"),
            "without any line": (order(), "order"),
            "partly delivered": (order(goods(2, 1)), "order"),
            "one of two lines delivered": (order(goods(2, 2), goods()), "order"),
            "delivered": (order(goods(2, 2)), "delivery"),
            "more than ordered": (order(goods(2, 3)), "delivery"),
            "third of a piece, rounded": (order(goods(0.333333, 0.33)), "delivery"),
            "service, nothing to deliver": (order(service()), "order"),
            "service invoiced": (order(service(1), invoices=[open_invoice]), "invoice"),
            "service paid": (order(service(1), invoices=[paid]), "payment"),
            "draft invoice": (order(goods(2, 2), invoices=[draft]), "delivery"),
            "one posted, one draft": (
                order(goods(2, 2, 1), invoices=[open_invoice, draft]),
                "delivery",
            ),
            "invoiced before delivery": (
                order(goods(2, 0, 2), invoices=[open_invoice]),
                "invoice",
            ),
            "paid before delivery": (order(goods(2, 0, 2), invoices=[paid]), "invoice"),
            "all done": (order(goods(2, 2, 2), invoices=[paid]), "payment"),
            "one of two invoices paid": (
                order(goods(2, 2, 2), invoices=[paid, open_invoice]),
                "invoice",
            ),
            "down payment only": (order(goods(), invoices=[paid]), "order"),
            "credited, to be invoiced again": (
                order(goods(2, 2), invoices=[paid, refund]),
                "delivery",
            ),
            "credited, nothing more to invoice": (
                order(goods(2, 2), invoices=[paid, refund], is_invoicing_closed=True),
                "payment",
            ),
            "credited after the money came back": (
                order(goods(2, 2), invoices=[invoice(140), refund]),
                "delivery",
            ),
            "offset by a credit note that was reset to draft": (
                order(
                    goods(2, 2, 2),
                    invoices=[invoice(140, 140), credit_note(140, 140, state="draft")],
                ),
                "invoice",
            ),
            "one of two, nothing more to deliver": (
                order(hours(2, 1, 1), invoices=[paid], is_delivery_closed=True),
                "payment",
            ),
            "one of two, prepaid in full, nothing more to deliver": (
                order(goods(2, 1, 2), invoices=[paid], is_delivery_closed=True),
                "payment",
            ),
            "one of two, of which nothing is invoiced": (
                order(goods(2, 1), is_delivery_closed=True),
                "delivery",
            ),
            "eight of ten hours, nothing more to invoice": (
                order(hours(10, 8, 8), invoices=[paid], is_invoicing_closed=True),
                "payment",
            ),
            "goods of transfers, nothing more to invoice": (
                order(
                    hours(10, 8, 8, is_transferred=True),
                    invoices=[paid],
                    is_invoicing_closed=True,
                ),
                "invoice",
            ),
            "nothing delivered, nothing more to deliver": (
                order(goods(), is_delivery_closed=True),
                "order",
            ),
            "a return order": (order(Line(-2)), "order"),
            "a return order that is credited": (
                order(Line(-2, 0, -2), invoices=[refund]),
                "invoice",
            ),
            "a return order that is paid back": (
                order(Line(-2, 0, -2), invoices=[credit_note(140, 140)]),
                "payment",
            ),
            "free of charge": (order(goods(1, 0, has_value=False)), "order"),
            "free and delivered": (order(goods(1, 1, has_value=False)), "payment"),
            "a gift beside goods": (
                order(goods(2, 2, 2), Line(has_value=False), invoices=[paid]),
                "payment",
            ),
        }
        for name, (facts, expected) in cases.items():
            with self.subTest(name):
                self.assertEqual(order_step(facts), expected)

    def test_least_advanced_confirmed_order_counts(self):
        """E4: of several confirmed orders the least advanced counts; drafts hold nothing back."""
        done = order(goods(2, 2, 2), invoices=[invoice(140, 140)], id=1, amount=100)
        fresh = order(goods(), id=2, amount=50)
        draft = order(goods(), state="draft", id=3, amount=999)
        flow = lead_flow([done, fresh, draft])
        self.assertEqual((flow.step, flow.order_id, flow.revenue), ("order", 2, 150))
        self.assertEqual(lead_flow([done, draft]).step, "payment")
        fresh.state = "cancel"
        self.assertEqual(lead_flow([done, fresh, draft]).step, "payment")

    def test_partial_and_prepaid(self):
        """E1: what has begun is partial, and money ahead of the goods is a prepayment."""
        flow = lead_flow([order(goods(2, 1), goods(2, 2), invoices=[invoice(140, 70)])])
        self.assertEqual(flow.partial, ["delivery", "invoice", "payment"])
        self.assertTrue(flow.is_prepaid)
        flow = lead_flow([order(service(1), invoices=[invoice(140, 70)])])
        self.assertEqual(flow.partial, ["payment"])
        self.assertFalse(flow.is_prepaid, "Half of a final invoice is no prepayment")
        self.assertFalse(flow.has_delivery)

    def test_revenue(self):
        """E10: confirmed orders' sum, else the highest open quotation, else nothing."""
        quotations = [order(state="draft", amount=70), order(state="sent", amount=90)]
        self.assertEqual(lead_flow(quotations).revenue, 90)
        self.assertEqual(lead_flow([*quotations, order(amount=40)]).revenue, 40)
        self.assertIsNone(lead_flow([order(state="cancel", amount=40)]).revenue)
        self.assertIsNone(
            lead_flow([order(state="draft")]).revenue, "An empty quotation says nothing"
        )

    def test_tracked_lines(self):
        """E4: a line is tracked where somebody records what was delivered of it."""
        self.assertTrue(is_tracked_line("stock_move", "order", 1))
        self.assertTrue(is_tracked_line("timesheet", "delivery", 1))
        self.assertTrue(is_tracked_line("manual", "delivery", 1))
        self.assertFalse(is_tracked_line("manual", "order", 1))
        self.assertFalse(is_tracked_line("analytic", "delivery", 1))
        self.assertFalse(is_tracked_line("stock_move", "order", -1))
        self.assertFalse(is_tracked_line("manual", "delivery", 1, "combo"))

    def _pipeline(self):
        return [
            Stage(1, None, 0),
            Stage(2, None, 10),
            Stage(3, "sent", 30),
            Stage(4, None, 50),
            Stage(5, "order", 80, True),
            Stage(6, "payment", 100, True),
            Stage(7, None, 100, True),
        ]

    def test_find_stage(self):
        """E2: the team's stage for the step, else the nearest lower; won at the order."""
        stages = self._pipeline()
        found = {
            step: getattr(find_stage(stages, step), "id", None)
            for step in ("none", "quotation", "sent", "order", "delivery", "invoice", "payment")
        }
        self.assertEqual(
            found,
            {
                "none": None,
                "quotation": None,
                "sent": 3,
                "order": 5,
                "delivery": 5,
                "invoice": 5,
                "payment": 6,
            },
        )
        self.assertEqual(find_stage([Stage(1, "sent"), Stage(2, None, 100, True)], "order").id, 2)
        self.assertEqual(find_stage([Stage(1, "sent")], "order").id, 1, "A team that never wins")

    def _choose(self, current, old, new, **values):
        stage = choose_stage(self._pipeline(), current, old, new, **values)
        return stage and stage.id

    def test_choose_stage_forward(self):
        """E2: evidence that appears takes an opportunity forward, never back."""
        self.assertEqual(self._choose(1, "none", "sent"), 3)
        self.assertIsNone(self._choose(4, "none", "sent"), "A person was further already")
        self.assertIsNone(self._choose(7, "none", "sent"), "Won by hand stays won")
        self.assertEqual(self._choose(4, "sent", "order"), 5)
        self.assertIsNone(self._choose(6, "order", "delivery"))
        self.assertEqual(self._choose(2, "order", "payment"), 6, "New evidence after a move back")
        self.assertEqual(self._choose(99, "sent", "order"), 5, "From a stage of another team")

    def test_choose_stage_back(self):
        """E3: evidence that disappears takes an opportunity back, never forward."""
        self.assertEqual(self._choose(6, "payment", "invoice"), 5)
        self.assertEqual(self._choose(5, "order", "sent"), 3)
        self.assertIsNone(self._choose(2, "order", "sent"), "A person took it back before")
        self.assertEqual(self._choose(5, "order", "none", before_id=4), 4)
        self.assertEqual(self._choose(5, "order", "quotation", before_id=2), 2)
        self.assertEqual(
            self._choose(5, "order", "none", before_weight=20), 2, "That stage is gone"
        )
        self.assertIsNone(self._choose(2, "payment", "invoice"), "Not won again by losing evidence")

    def test_choose_stage_with_a_new_order(self):
        """E2: a new order wins, also where it has come less far than the one before it."""
        self.assertEqual(self._choose(2, "payment", "order", news="order"), 5)
        self.assertEqual(self._choose(6, "payment", "order", news="order"), 5)

    def test_choose_stage_after_a_persons_move(self):
        """E2: after a person's own move, only what goes beyond the step that was seen moves."""
        self.assertIsNone(self._choose(2, "order", "delivery", decided_step="payment"))
        self.assertIsNone(self._choose(4, "delivery", "none", before_id=1, decided_step="order"))
        self.assertIsNone(self._choose(6, "order", "none", before_id=1, decided_step="order"))
        self.assertEqual(self._choose(2, "invoice", "payment", decided_step="invoice"), 6)
        self.assertEqual(
            self._choose(2, "payment", "order", news="order", decided_step="payment"), 5
        )
        self.assertEqual(
            self._choose(1, "none", "sent", news="quotation", decided_step="payment"), 3
        )
        self.assertIsNone(
            self._choose(
                4, "order", "quotation", news="quotation", decided_step="order", before_id=1
            )
        )

    def test_keep_decision(self):
        """E2: a person's move stands beyond what has been seen since, until the documents ask for
        that stage themselves."""
        stages = self._pipeline()
        self.assertEqual(keep_decision(stages, 4, "order", "invoice"), "invoice")
        self.assertEqual(keep_decision(stages, 7, "delivery", "order"), "delivery")
        self.assertIsNone(keep_decision(stages, 6, "payment", "order"))
        self.assertEqual(keep_decision(stages, 4, "quotation", "order", "quotation"), "quotation")
        self.assertIsNone(keep_decision(stages, 4, "order", None))

    def test_seen_documents(self):
        """E2: an order that comes again is not new; one that is confirmed is."""
        seen = get_seen([order(id=1, state="draft")], {})
        self.assertEqual(seen["news"], "quotation")
        seen = get_seen([order(id=1)], seen)
        self.assertEqual(seen["news"], "order")
        for state in ("cancel", "draft", "sale"):
            seen = get_seen([order(id=1, state=state)], seen)
            self.assertEqual(seen["news"], "none", state)

    def test_nearest_lower_weight(self):
        """E3: where the stage is gone, the nearest lower weight; else the lightest stage."""
        stages = self._pipeline()
        self.assertEqual(nearest_lower_weight(stages, 49).id, 3)
        self.assertEqual(nearest_lower_weight(stages, 100).id, 4, "Not a won one")
        self.assertEqual(nearest_lower_weight([Stage(1, None, 20)], 5).id, 1)
        self.assertIsNone(nearest_lower_weight([], 5))
