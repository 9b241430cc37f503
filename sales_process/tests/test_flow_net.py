from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowNet(FlowCommon):
    """What is invoiced and paid net decides, whatever documents there are."""

    def _invoiced(self, **values):
        order = self._create_order(**values)
        order.action_confirm()
        self._deliver(order)
        return order, self._invoice(order)

    def test_draft_credit_note_says_nothing(self):
        """E3: a credit note counts once it is posted: its draft, made, changed or deleted, moves
        nothing."""
        _order, invoice = self._invoiced()
        self._pay(invoice)
        self.assertFlow("payment")
        refund = self._credit(invoice, post=False)
        self.assertFlow("payment")
        refund.invoice_line_ids[0].quantity = 1
        self.assertFlow("payment")
        refund.unlink()
        self.assertFlow("payment")
        refund = self._credit(invoice)
        self.assertFlow("delivery")
        refund.button_draft()
        self.assertFlow("payment")
        refund.button_cancel()
        self.assertFlow("payment")

    def test_return_order(self):
        """E4: the credit note of a return order is its bill: invoiced once it is posted, paid once
        it is paid back."""
        order = self._create_order(lines=[(self.service, -2)])
        order.action_confirm()
        self.assertFlow("order")
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertFlow("order")
        refund.action_post()
        self.assertFlow("invoice")
        self._pay(refund)
        self.assertFlow("payment")

    def test_return_line_beside_goods(self):
        """E4: an old machine is taken back with a new one: delivered, invoiced and paid net."""
        order = self._create_order(lines=[(self.goods, 2), (self.service, -1, {"price_unit": 40})])
        order.action_confirm()
        order.order_line[0].qty_delivered = 2
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")

    def test_credited_down_payment(self):
        """E4: a down payment that was credited and paid back is no prepayment."""
        order = self._create_order()
        order.action_confirm()
        down_payment = self._down_payment(order)
        self._pay(down_payment)
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        refund = self._credit(down_payment)
        self.assertTrue(self.lead.flow_state["is_prepaid"], "It is still the customer's money")
        self._pay(refund)
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.lead.flow_state["partial"], [])
        self.assertFlow("order")

    def test_unpaid_down_payment_credited(self):
        """E4: what a credit note offsets is no money."""
        order = self._create_order()
        order.action_confirm()
        self._credit(self._down_payment(order))
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.lead.flow_state["partial"], [])
        bar = {step["key"]: step for step in self.lead.get_flow_bar()["steps"]}
        self.assertEqual(bar["payment"]["state"], "open")
        days = {key: step["date"] for key, step in bar.items() if step["state"] == "open"}
        self.assertEqual(days, dict.fromkeys(days, False), "What is not reached has no day")
        self.assertIn("invoice", days)

    def test_amounts_of_documents_that_one_may_not_read(self):
        """D2: whoever may not read all orders sees how far they are, and no amount of a part."""
        own = self._create_order(user_id=self.seller.id)
        own.action_confirm()
        bar = self.lead.with_user(self.seller).get_flow_bar()
        self.assertEqual(self._amounts(bar)["order"], own.amount_untaxed)
        other = self._create_order(user_id=self.env.user.id)
        other.action_confirm()
        bar = self.lead.with_user(self.seller).get_flow_bar()
        self.assertEqual(
            set(self._amounts(bar).values()), {False}, "Of one of two it knows nothing"
        )
        own.action_cancel()
        bar = self.lead.with_user(self.seller).get_flow_bar()
        self.assertEqual(set(self._amounts(bar).values()), {False}, "None of them is the seller's")
        whole = self._amounts(self.lead.get_flow_bar())
        self.assertEqual(whole["order"], other.amount_untaxed)

    @staticmethod
    def _amounts(bar):
        return {step["key"]: step["amount"] for step in bar["steps"]}

    def test_partly_credited_then_partly_paid(self):
        """E4: an invoice that is settled in part by a credit note has no money yet."""
        _order, invoice = self._invoiced()
        self._credit(invoice, lines=[1])
        self.assertEqual(invoice.payment_state, "partial")
        self.assertEqual(self.lead.flow_state["partial"], ["invoice"])
        self._pay(invoice, 40)
        self.assertEqual(self.lead.flow_state["partial"], ["invoice", "payment"])

    def test_one_of_two_invoices_credited(self):
        """E3: of two invoices one is credited: half is left to invoice, or nothing more."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order, 1)
        first = self._invoice(order)
        self._deliver(order)
        second = self._invoice(order)
        self._pay(first)
        self.assertFlow("invoice")
        self._credit(second)
        self.assertFlow("delivery")
        order.action_close_invoicing()
        self.assertFlow("payment")

    def test_credit_note_larger_than_one_invoice(self):
        """E3: a credit note over several invoices counts by its quantities."""
        order = self._create_order(lines=[(self.goods, 4)])
        order.action_confirm()
        self._deliver(order, 1)
        first = self._invoice(order)
        self._deliver(order)
        second = self._invoice(order)
        self._pay(first + second)
        self.assertFlow("payment")
        refund = self._credit(second, post=False)
        refund.invoice_line_ids.quantity = 4
        refund.action_post()
        self.assertFlow("delivery")
        self.assertNotIn("invoice", self.lead.flow_state["partial"])

    def test_refund_made_from_the_order(self):
        """E3: what comes back is credited with *Create Invoice*; a person says that the rest is
        kept."""
        order, invoice = self._invoiced()
        self._pay(invoice)
        self._deliver(order, 1)
        self.assertFlow("order")
        refund = order._create_invoices(final=True)
        self.assertEqual(refund.move_type, "out_refund")
        self.assertFlow("order")
        refund.action_post()
        self.assertFlow("order")
        order.action_close_delivery()
        self.assertFlow("payment")

    def test_credited_goods_come_back(self):
        """E3: delivered, invoiced, credited in full: what comes back then takes the opportunity
        back, never ahead."""
        order, invoice = self._invoiced()
        self._credit(invoice)
        self.assertFlow("delivery")
        self._deliver(order, 0)
        self.assertFlow("order")

    def test_nothing_more_to_invoice_before_the_credit_note(self):
        """E3: a credit note for all is no payment, whatever a person said of the invoice before."""
        order, invoice = self._invoiced()
        order.action_close_invoicing()
        self.assertFlow("invoice")
        self._credit(invoice)
        self.assertFalse(order.is_invoicing_closed)
        self.assertFlow("delivery")
        order.action_close_invoicing()
        self.assertFlow("payment")

    def test_order_reduced_after_the_invoice(self):
        """E3: there is nothing left to invoice of an order that was reduced; the credit note of the
        difference leads neither back nor ahead."""
        order = self._create_order(lines=[(self.service, 2)])
        order.action_confirm()
        invoice = self._invoice(order)
        order.order_line.product_uom_qty = 1
        self.assertFlow("invoice")
        self._credit(invoice, lines=[1])
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")

    def test_invoice_of_several_orders(self):
        """E4: of an invoice of two orders, each order has its part: what was paid back of one is
        no prepayment of the other."""
        other_lead = self._create_lead(name="Other")
        orders = self._create_order() + self._create_order(other_lead)
        orders.action_confirm()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=orders.ids)
        self._deliver(orders)
        invoice = wizard.create({})._create_invoices(orders)
        self.assertEqual(len(invoice), 1)
        invoice.action_post()
        self._pay(invoice)
        self.assertFlow("payment")
        self.assertFlow("payment", lead=other_lead)
        refund = self._credit(invoice, post=False)
        mine = refund.invoice_line_ids.filtered(
            lambda line: line.sale_line_ids.order_id == orders[0]
        )
        (refund.invoice_line_ids - mine).unlink()
        refund.action_post()
        self._pay(refund)
        self.assertFlow("delivery")
        self.assertEqual(self.lead.flow_state["partial"], [])
        self.assertFlow("payment", lead=other_lead)

    def test_invoice_in_another_unit(self):
        """E4: a dozen invoiced is twelve ordered."""
        order = self._create_order(lines=[(self.goods, 12)])
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order, post=False)
        invoice.invoice_line_ids.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "quantity": 1}
        )
        invoice.action_post()
        self.assertFlow("invoice")

    def test_bar_without_money(self):
        """E1: the bar shows what was paid net: nothing where a credit note offsets the invoice."""
        _order, invoice = self._invoiced()
        again = self._credit(invoice)
        self.assertEqual((invoice.payment_state, again.payment_state), ("reversed", "paid"))
        bar = self.lead._get_flow_bar_details(self.lead.order_ids, self.lead._get_flow_bar_facts())
        self.assertEqual((bar["invoice"]["amount"], bar["payment"]["amount"]), (0, 0))

    def test_online_payment_refunded(self):
        """E4: a payment that the customer got back is no prepayment."""
        provider = self.env["payment.provider"].create({"name": "Prov", "code": "none"})
        method = self.env["payment.method"].create({"name": "Method", "code": "flow_test"})
        order = self._create_order()
        values = {
            "provider_id": provider.id,
            "payment_method_id": method.id,
            "amount": 140,
            "currency_id": order.currency_id.id,
            "partner_id": self.customer.id,
            "operation": "online_direct",
            "reference": "P1",
        }
        paid = self.env["payment.transaction"].create(
            {**values, "sale_order_ids": [Command.set(order.ids)]}
        )
        paid.state = "done"
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        back = self.env["payment.transaction"].create(
            {
                **values,
                "amount": -140,
                "operation": "refund",
                "reference": "P2",
                "source_transaction_id": paid.id,
            }
        )
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        back.state = "done"
        self.assertFalse(self.lead.flow_state["is_prepaid"])
