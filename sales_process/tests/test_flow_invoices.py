from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowInvoices(FlowCommon):
    """Quantities, invoices and credit notes."""

    def test_partial_delivery_then_the_rest(self):
        """E4: a part delivered is shown as such and moves nothing; the rest does."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order, 1)
        self.assertFlow("order")
        self.assertEqual(self.lead.flow_state["partial"], ["delivery"])
        self._deliver(order, 2)
        self.assertFlow("delivery")
        self.assertEqual(self.lead.flow_state["partial"], [])

    def test_returned_delivery(self):
        """E3: what comes back takes the stage back."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        self._deliver(order, 1)
        self.assertFlow("order")

    def test_down_payment_and_final_invoice(self):
        """E4: a paid down payment is a prepayment; the final invoice invoices."""
        order = self._create_order(lines=[(self.goods, 2)])
        order.action_confirm()
        down_payment = self._down_payment(order)
        self.assertFlow("order")
        self._pay(down_payment)
        self.assertFlow("order")
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        self._deliver(order)
        self.assertFlow("delivery")
        final = self._invoice(order)
        self.assertFlow("invoice")
        self.assertFalse(self.lead.flow_state["is_prepaid"])
        self._pay(final)
        self.assertFlow("payment")

    def test_service_without_delivery(self):
        """E4: nothing to deliver, no delivery step: order, then invoice."""
        order = self._create_order(lines=[(self.service, 1)])
        order.action_confirm()
        self.assertFlow("order")
        self.assertFalse(self.lead.flow_state["has_delivery"])
        self._invoice(order)
        self.assertFlow("invoice")

    def test_zero_value_order(self):
        """E4: a free order is done when it is delivered; nobody invoices or pays it."""
        order = self._create_order(lines=[(self.goods, 1, {"price_unit": 0})])
        order.action_confirm()
        self.assertFlow("order")
        self._deliver(order)
        self.assertFlow("payment")
        self.assertEqual(self.lead.expected_revenue, 0)

    def test_combo_counts_by_its_items(self):
        """E4: a combo is delivered when its items are; the combo's own line waits for nobody."""
        combo = self.env["product.combo"].create(
            {
                "name": "Kit",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.goods.id})],
            }
        )
        kit = self.env["product.product"].create(
            {
                "name": "Kit",
                "type": "combo",
                "list_price": 50,
                "company_id": self.company.id,
                "combo_ids": [Command.set(combo.ids)],
                "invoice_policy": "order",
            }
        )
        order = self._create_order(lines=[(kit, 1)])
        order.write(
            {
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.goods.id,
                            "product_uom_qty": 1,
                            "combo_item_id": combo.combo_item_ids.id,
                            "linked_line_id": order.order_line.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ]
            }
        )
        order.action_confirm()
        self.assertFlow("order")
        order.order_line[-1].qty_delivered = 1
        self.assertFlow("delivery")
        self._invoice(order)
        self.assertFlow("invoice")

    def test_credit_note_in_full(self):
        """E3: a full credit note leaves something to invoice: back to delivery, until a person
        says that nothing more will be invoiced."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self._credit(invoice)
        self.assertFlow("delivery")
        order.action_close_invoicing()
        self.assertEqual(self.lead.flow_step, "payment")
        order.action_reopen_invoicing()
        self.assertFlow("delivery")

    def test_credit_note_in_part(self):
        """E3: a credit note for a part leads back as well; what is invoiced again leads on."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self._pay(invoice)
        self.assertFlow("payment")
        self._credit(invoice, lines=[1])
        self.assertFlow("delivery")
        self.assertEqual(self.lead.flow_state["partial"], ["invoice", "payment"])
        again = self._invoice(order)
        self.assertFlow("invoice")
        self._pay(again)
        self.assertFlow("payment")

    def test_invoice_reset_to_draft_or_deleted(self):
        """E3: an invoice taken back is none."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        invoice.button_draft()
        self.assertFlow("delivery")
        invoice.action_post()
        self.assertFlow("invoice")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertFlow("delivery")
