from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowPayments(FlowCommon):
    """Payments: in parts, taken back, many at once."""

    def _invoiced_order(self, **values):
        order = self._create_order(**values)
        order.action_confirm()
        self._deliver(order)
        return order, self._invoice(order)

    def test_payment_removed_from_its_invoice(self):
        """E3: a payment taken off the invoice is undone in the flow."""
        _order, invoice = self._invoiced_order()
        self._pay(invoice)
        self.assertFlow("payment")
        invoice.line_ids.remove_move_reconcile()
        self.assertFlow("invoice")

    def test_payment_cancelled(self):
        """E3: a payment without a journal entry that is cancelled is undone in the flow."""
        _order, invoice = self._invoiced_order()
        lines = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        lines.payment_account_id = False
        payment = self._pay(invoice)
        self.assertFlow("payment")
        payment.action_cancel()
        self.assertFlow("invoice")

    def test_payment_in_process(self):
        """E4: Odoo's own word counts: an invoice that it calls 'in payment' is paid once nothing
        is residual."""
        _order, invoice = self._invoiced_order()
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        lines = self.company_data["default_journal_bank"].inbound_payment_method_line_ids
        lines.payment_account_id = False
        payment = self._pay(invoice)
        self.assertEqual((invoice.payment_state, payment.state), ("in_payment", "in_process"))
        self.assertTrue(invoice.amount_residual)
        self.assertFlow("invoice")
        self.assertEqual(self.lead.flow_state["partial"], ["payment"])
        payment.action_cancel()
        self.assertEqual(self.lead.flow_state["partial"], [])
        lines.payment_account_id = self.company_data["default_account_assets"]
        self._pay(invoice)
        self.assertFalse(invoice.amount_residual)
        self.assertFlow("payment")

    def test_paid_in_two_parts(self):
        """E4: half paid is partial; the other half pays."""
        _order, invoice = self._invoiced_order()
        self._pay(invoice, 40)
        self.assertFlow("invoice")
        self.assertEqual(self.lead.flow_state["partial"], ["payment"])
        self._pay(invoice)
        self.assertFlow("payment")

    def test_written_off_remainder(self):
        """E4: what is written off is not waited for."""
        _order, invoice = self._invoiced_order()
        self._pay(
            invoice,
            100,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertFlow("payment")

    def test_thousand_orders_paid_at_once(self):
        """E4: the flow of any number of opportunities costs the same number of queries."""
        leads = self.env["crm.lead"].concat(*(self._create_lead() for _n in range(20)))
        orders = self.env["sale.order"].concat(
            *(self._create_order(lead, lines=[(self.service, 1)]) for lead in leads)
        )
        orders.action_confirm()
        self.env.flush_all()
        counts = []
        for some in (leads[:2], leads):
            some.modified(["order_ids"])
            start = self.env.cr.sql_log_count
            some.mapped("flow_step")
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
