from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowOrders(FlowCommon):
    """Several orders, moved and deleted ones."""

    def test_two_orders_one_cancelled(self):
        """E3, E4: the least advanced confirmed order counts; a cancelled one counts no more."""
        first, second = self._create_order(), self._create_order()
        (first + second).action_confirm()
        self._deliver(first)
        self.assertFlow("order")
        second._action_cancel()
        self.assertFlow("delivery")
        first._action_cancel()
        self.assertFlow("none", "talks")
        self.assertEqual(self.lead.won_status, "pending")

    def test_quotation_duplicated_and_revised(self):
        """E2: a copy beside a confirmed order holds nothing back; a revision starts over."""
        order = self._create_order()
        order.action_quotation_sent()
        order._action_cancel()
        self.assertFlow("none", "talks")
        revision = order.copy()
        self.assertFlow("quotation")
        revision.action_confirm()
        revision.copy()
        self.assertFlow("order")

    def test_quotation_moved_to_another_opportunity(self):
        """E3: both opportunities follow, the one that loses the quotation and the one that
        gets it."""
        other = self._create_lead(name="Other")
        order = self._create_order()
        order.action_quotation_sent()
        order.opportunity_id = other
        self.assertFlow("none", "talks")
        self.assertFlow("sent", lead=other)

    def test_opportunity_removed_from_the_order(self):
        """E3: an order without its opportunity is none of its documents."""
        order = self._create_order()
        order.action_confirm()
        order.opportunity_id = False
        self.assertFlow("none", "talks")
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_order_deleted(self):
        """E3: a deleted quotation is no evidence."""
        self._create_order().unlink()
        self.assertFlow("none", "talks")

    def test_opportunity_deleted(self):
        """E3: an order survives its opportunity and goes on without it."""
        order = self._create_order()
        self.lead.unlink()
        order.action_confirm()
        self._deliver(order)
        self._pay(self._invoice(order))
        self.assertEqual(order.state, "sale")
