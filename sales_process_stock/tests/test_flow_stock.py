from odoo.tests import tagged

from .flow_stock_common import FlowStockCommon


@tagged("post_install", "-at_install")
class TestFlowStock(FlowStockCommon):
    """The flow with real deliveries."""

    def test_from_quotation_to_payment_with_a_picking(self):
        """E2: the validated delivery moves the stage; the rest as without Inventory."""
        order = self._create_order()
        order.action_confirm()
        self.assertFlow("order")
        self._deliver(order)
        self.assertFlow("delivery")
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")

    def test_backorder(self):
        """E4: part of a delivery is partial, and its backorder completes it."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order, 1)
        self.assertFlow("order")
        self.assertEqual(self.lead.flow_state["partial"], ["delivery"])
        self._deliver(order)
        self.assertFlow("delivery")

    def test_returned_delivery(self):
        """E3: what the customer sends back takes the stage back, although stock calls the order
        fully delivered."""
        order = self._create_order()
        order.action_confirm()
        picking = self._deliver(order)
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertFlow("payment")
        self._return(picking, 1)
        self.assertEqual(order.delivery_status, "full")
        self.assertFlow("order")

    def test_invoice_on_order_before_delivery(self):
        """E4: fully invoiced ahead of the goods is invoiced; it is not paid before it is
        delivered, whatever came in."""
        order = self._create_order(lines=[(self.goods_on_order, 2)])
        order.action_confirm()
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("invoice")
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_deliver")
        self._deliver(order)
        self.assertFlow("payment")
        self.assertFalse(self.lead.flow_state["is_prepaid"])

    def test_order_cancelled_with_its_delivery(self):
        """E3: cancelling the order undoes the win."""
        order = self._create_order()
        order.action_confirm()
        order._action_cancel()
        self.assertFlow("none", "talks")
        self.assertEqual(order.picking_ids.state, "cancel")

    def test_service_beside_goods(self):
        """E4: only the goods are waited for."""
        order = self._create_order(lines=[(self.goods, 1), (self.service, 1)])
        order.action_confirm()
        self._deliver(order)
        self.assertFlow("delivery")

    def test_bar_opens_the_deliveries(self):
        """E1: the step and the button open the pickings; the date is theirs."""
        order = self._create_order()
        order.action_confirm()
        action = self.lead.action_flow_deliver()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("stock.picking", order.picking_ids.id)
        )
        picking = self._deliver(order)
        steps = {step["key"]: step for step in self.lead.get_flow_bar()["steps"]}
        self.assertEqual(steps["delivery"]["date"], str(picking.date_done.date()))
        action = self.lead.action_open_flow_step("delivery")
        self.assertEqual(action["res_id"], picking.id)

    def test_orders_to_deliver(self):
        """A7: the card's filter finds what is not delivered, returned goods included."""
        Order = self.env["sale.order"]
        order = self._create_order()
        mine = [("opportunity_id", "=", self.lead.id), ("is_delivery_open", "=", True)]
        self.assertFalse(Order.search(mine))
        order.action_confirm()
        self.assertEqual(Order.search(mine), order)
        self.assertTrue(order.is_delivery_open)
        picking = self._deliver(order)
        self.assertFalse(Order.search(mine))
        self.assertFalse(order.is_delivery_open)
        self._return(picking, 1)
        self.assertEqual(Order.search(mine), order)
        self.assertTrue(order.is_delivery_open)

    def test_kit(self):
        """E4: a kit is delivered when its components are."""
        if "mrp.bom" not in self.env:
            self.skipTest("Manufacturing is not installed")
        kit = self._create_goods("Kit")
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [(0, 0, {"product_id": self.goods.id, "product_qty": 2})],
            }
        )
        order = self._create_order(lines=[(kit, 1)])
        order.action_confirm()
        self._deliver(order, 1)
        self.assertFlow("order")
        self._deliver(order)
        self.assertFlow("delivery")
