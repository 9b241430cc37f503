from odoo.tests import tagged

from .flow_stock_common import FlowStockCommon


@tagged("post_install", "-at_install")
class TestFlowStockEnds(FlowStockCommon):
    """Transfers say when nothing more is to be delivered, and what came back."""

    def _confirmed(self, **values):
        order = self._create_order(self.lead, **values)
        order.action_confirm()
        return order

    def _get_open(self, order):
        return order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))

    def assertOpen(self, order, is_open):
        found = self.env["sale.order"].search(
            [("id", "=", order.id), ("is_delivery_open", "=", True)]
        )
        self.assertEqual((bool(found), order.is_delivery_open), (is_open, is_open))

    def assertPaid(self, order):
        """Paid, on no card, and without a next step or a tick that says something else."""
        self.assertFlow("payment")
        self.assertOpen(order, False)
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.lead.get_flow_bar()["next"], [])

    def test_no_backorder(self):
        """E4: one of two is delivered and no backorder wanted: invoiced and paid is paid."""
        order = self._confirmed()
        self.assertOpen(order, True)
        self._deliver(order, 1, backorder=False)
        self.assertTrue(order.is_delivery_closed)
        self.assertOpen(order, False)
        self.assertFlow("delivery")
        self._pay(self._invoice(order))
        self.assertPaid(order)

    def test_backorder_cancelled_later(self):
        """E4: the backorder is cancelled after the payment."""
        order = self._confirmed()
        self._deliver(order, 1)
        self._pay(self._invoice(order))
        self.assertFlow("order")
        self.assertOpen(order, True)
        self._get_open(order).action_cancel()
        self.assertPaid(order)

    def test_invoiced_in_advance(self):
        """E4: of what was invoiced and paid in advance less is delivered, and nothing more."""
        order = self._confirmed(lines=[(self.goods_on_order, 2)])
        self._pay(self._invoice(order))
        self.assertFlow("invoice")
        self._deliver(order, 1, backorder=False)
        self.assertPaid(order)

    def test_order_cancelled_with_its_backorder(self):
        """E3: an order that is cancelled in the middle was at no time paid."""
        order = self._confirmed()
        self._deliver(order, 1)
        self._pay(self._invoice(order))
        self.assertFlow("order")
        order._action_cancel()
        self.env.cr.flush()
        self.assertFlow("none", "talks")
        self.assertFalse(order.is_delivery_closed)
        visited = self.lead.stage_history_ids.stage_id
        self.assertFalse(visited & (self.stages["delivery"] + self.stages["payment"]))

    def test_line_never_shipped(self):
        """E4: the transfer of one line is cancelled, and nothing of it is to be invoiced."""
        for product in (self.goods, self.goods_on_order):
            with self.subTest(product.name):
                self.lead = self._create_lead()
                order = self._confirmed(lines=[(self.goods, 1), (product, 1)])
                picking = order.picking_ids
                picking.action_assign()
                kept, dropped = picking.move_ids
                kept.write({"quantity": 1, "picked": True})
                dropped.write({"quantity": 0, "picked": False})
                picking.with_context(skip_backorder=True).button_validate()
                self.assertFlow("order")
                self._get_open(order).action_cancel()
                self.assertFlow("delivery")
                self._pay(self._invoice(order))
                self.assertFlow("payment")

    def test_nothing_shipped(self):
        """E4: with its only transfer cancelled an order waits for nothing, and is no further."""
        order = self._confirmed()
        order.picking_ids.action_cancel()
        self.assertFlow("order")
        self.assertOpen(order, False)
        self.assertEqual(self.lead.get_flow_bar()["next"], [])

    def test_service_with_goods_that_never_came(self):
        """E4: the service beside goods that were never shipped is invoiced and paid."""
        order = self._confirmed(lines=[(self.goods, 1), (self.service, 1)])
        order.picking_ids.action_cancel()
        self._pay(self._invoice(order))
        self.assertPaid(order)

    def test_hours_beside_goods(self):
        """E4: transfers say nothing of hours."""
        hours = self.company_data["product_service_delivery"]
        order = self._confirmed(lines=[(self.goods, 1), (hours, 10)])
        self._deliver(order)
        self.assertFalse(order.is_delivery_closed)
        self.assertFlow("order")
        order.order_line[1].qty_delivered = 10
        self.assertFlow("delivery")

    def test_new_transfer_opens_it_again(self):
        """E4: more is ordered after the end, and its transfer is waited for."""
        order = self._confirmed()
        self._deliver(order, 1, backorder=False)
        self.assertOpen(order, False)
        order.order_line.product_uom_qty = 5
        self.assertTrue(self._get_open(order))
        self.assertFalse(order.is_delivery_closed)
        self.assertOpen(order, True)
        self.env.cr.flush()
        self.assertFlow("order")

    def test_person_and_transfers(self):
        """E4: what a person says stands until the transfers say something new."""
        order = self._confirmed()
        self._deliver(order, 1)
        order.action_close_delivery()
        self._get_open(order).action_assign()
        self.assertTrue(order.is_delivery_closed)
        self.assertFlow("delivery")
        order.action_reopen_delivery()
        self.assertFlow("order")
        self._get_open(order).action_cancel()
        self.assertFlow("delivery")
        order.action_reopen_delivery()
        self.env.flush_all()
        self.assertOpen(order, True)
        self.assertFlow("order")

    def test_partial_return_credited_and_kept(self):
        """E4: what came back is credited and paid back, and the rest is kept."""
        for product in (self.goods, self.goods_on_order):
            with self.subTest(product.name):
                self.lead = self._create_lead()
                order = self._confirmed(lines=[(product, 2)])
                picking = self._deliver(order)
                invoice = self._invoice(order)
                self._pay(invoice)
                self.assertFlow("payment")
                self._return(picking, 1)
                self.assertOpen(order, True)
                refund = self._credit(invoice, lines=[1], post=False)
                self.assertOpen(order, True)
                refund.action_post()
                self._pay(refund)
                self.assertPaid(order)

    def test_partial_return_that_is_not_credited(self):
        """E3: what came back and is not credited waits, until a person says it does not."""
        order = self._confirmed(lines=[(self.goods_on_order, 2)])
        picking = self._deliver(order)
        self._pay(self._invoice(order))
        self._return(picking, 1)
        self.assertFalse(order.is_delivery_closed)
        self.assertOpen(order, True)
        self.assertNotEqual(self.lead.flow_step, "payment")
        order.action_close_delivery()
        self.assertPaid(order)

    def test_credited_goods_come_back(self):
        """E3: credited in full and returned after that: no further than the order."""
        order = self._confirmed()
        picking = self._deliver(order)
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self._credit(invoice)
        self.assertFlow("delivery")
        self._return(picking, 2)
        self.assertFlow("order")

    def test_return_order(self):
        """E4: a return order is invoiced and paid by its credit note."""
        order = self._confirmed(lines=[(self.goods_on_order, -2)])
        refund = order._create_invoices(final=True)
        refund.action_post()
        self.assertFlow("invoice")
        self._pay(refund)
        self.assertPaid(order)

    def test_returned_and_delivered_again(self):
        """E2: goods that come back and go out again move nothing that a person has moved."""
        order = self._confirmed()
        picking = self._deliver(order)
        self._pay(self._invoice(order))
        self.lead.stage_id = self.stages["negotiation"]
        returned = self._return(picking, 2)
        self.assertFlow("order", "negotiation")
        self._return(returned, 2)
        self.assertFlow("payment", "negotiation")

    def test_many_transfers(self):
        """What transfers say costs the same number of queries for any number of orders."""
        leads = self.env["crm.lead"].concat(*(self._create_lead() for _n in range(8)))
        orders = self.env["sale.order"].concat(*(self._create_order(lead) for lead in leads))
        orders.action_confirm()
        self.env.flush_all()
        counts = []
        for some in (orders[:2], orders):
            self.env.invalidate_all()
            some.fetch(["state", "is_transferred", "is_delivery_closed"])
            self.env.add_to_compute(some._fields["is_delivery_closed"], some)
            start = self.env.cr.sql_log_count
            some.mapped("is_delivery_closed")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
