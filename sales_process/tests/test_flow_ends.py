from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowEnds(FlowCommon):
    """Nothing more to deliver and nothing more to invoice are ends, said by a person."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.company_data["product_service_delivery"]  # 180.00, as delivered

    def _is_on_card(self, order):
        card = self.env.ref("sales_process.card_orders_to_deliver")
        found = self.env["sale.order"].search(card._get_record_domain() + [("id", "=", order.id)])
        self.assertEqual(bool(found), order.is_delivery_open)
        return bool(found)

    def _next_methods(self):
        return [action["method"] for action in self.lead.get_flow_bar()["next"]]

    def test_short_delivery(self):
        """E4: one of two delivered, and nothing more: the rest is not waited for, anywhere."""
        order = self._create_order(user_id=self.env.uid)
        order.action_confirm()
        self.assertEqual(self._next_methods(), ["action_flow_deliver"])
        self._deliver(order, 1)
        self.assertTrue(self._is_on_card(order))
        self.assertEqual(
            self._next_methods(), ["action_flow_deliver", "action_flow_close_delivery"]
        )
        self.lead.action_flow_close_delivery()
        self.assertTrue(order.is_delivery_closed)
        self.assertFalse(self._is_on_card(order))
        self.assertFlow("delivery")
        self.assertEqual(self._next_methods(), ["action_flow_invoice"])
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self.assertEqual(self._next_methods(), ["action_flow_pay"])
        self._pay(invoice)
        self.assertFlow("payment")
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self._next_methods(), [])

    def test_taken_back(self):
        """E4: a person may take it back, and the delivery is waited for again."""
        order = self._create_order(user_id=self.env.uid)
        order.action_confirm()
        self._deliver(order, 1)
        self._pay(self._invoice(order))
        self.assertFlow("order")
        order.action_close_delivery()
        self.assertTrue(order.is_delivery_short)
        self.assertFlow("payment")
        order.action_reopen_delivery()
        self.assertFlow("order")
        self.assertTrue(self._is_on_card(order))
        self.assertFalse(order.is_delivery_short)

    def test_said_in_the_log(self):
        """E9: who decides it is in the order's log."""
        order = self._tracked(self._create_order())
        order.action_confirm()
        order.action_close_delivery()
        order.action_reopen_delivery()
        bodies = order.message_ids.mapped("body")
        self.assertIn("<p>Nothing more to deliver</p>", bodies)
        self.assertIn("<p>Delivery reopened</p>", bodies)

    def test_hours_end_with_their_invoices(self):
        """E4: eight of ten hours are done, invoiced and paid, and nothing more will be invoiced."""
        order = self._create_order(lines=[(self.hours, 10)], user_id=self.env.uid)
        order.action_confirm()
        self._deliver(order, 8)
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertFlow("order")
        self.assertTrue(self._is_on_card(order))
        order.action_close_invoicing()
        self.assertFlow("payment")
        self.assertFalse(self._is_on_card(order))
        order.action_reopen_invoicing()
        self.assertFlow("order")

    def test_hours_that_never_were(self):
        """E4: where nothing was done nothing was sold, whatever is closed."""
        order = self._create_order(lines=[(self.hours, 10)])
        order.action_confirm()
        order.action_close_invoicing()
        order.action_close_delivery()
        self.assertFlow("order")
        self.assertEqual(self._next_methods(), [])

    def test_everything_came_back(self):
        """E3: what was credited in full and came back in full has nothing that could come next."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        self._credit(self._invoice(order))
        self._deliver(order, 0)
        order.action_close_delivery()
        self.assertFlow("order")
        self.assertEqual(self._next_methods(), [])
