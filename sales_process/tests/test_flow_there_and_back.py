from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowThereAndBack(FlowCommon):
    """A step that goes and comes back moves nothing that a person has moved."""

    def setUp(self):
        super().setUp()
        self.order = self._create_order()
        self.order.action_confirm()
        self._deliver(self.order)
        self.invoice = self._invoice(self.order)
        self.assertFlow("invoice")

    def _take_back(self):
        self.env.flush_all()
        self.lead.stage_id = self.stages["negotiation"]
        self.env.cr.flush()

    def assertStays(self, step="invoice"):
        self.env.cr.flush()
        self.assertFlow(step, "negotiation")
        self.assertEqual(self.lead.won_status, "pending")

    def test_more_ordered_and_less_again(self):
        """E2: an order line goes from 1 to 2 and back, in two transactions or in one."""
        self.lead = self._create_lead()
        order = self._create_order(self.lead, lines=[(self.service, 1)])
        order.action_confirm()
        self._invoice(order)
        self._take_back()
        order.order_line.product_uom_qty = 2
        self.assertStays("order")
        order.order_line.product_uom_qty = 1
        self.assertStays()
        order.order_line.product_uom_qty = 2
        order.order_line.product_uom_qty = 1
        self.assertStays()

    def test_draft_credit_note_made_and_deleted(self):
        """E2: a draft credit note that is made and deleted is no news."""
        self._take_back()
        refund = self._credit(self.invoice, post=False)
        self.assertStays()
        refund.unlink()
        self.assertStays()

    def test_credit_note_posted_and_taken_back(self):
        """E2: a credit note that is posted and reset is no news either."""
        self._take_back()
        refund = self._credit(self.invoice)
        self.assertStays("delivery")
        refund.button_draft()
        refund.unlink()
        self.assertStays()

    def test_credit_note_with_nothing_more_to_invoice(self):
        """E2: nor does a credit note pay what a person took back."""
        self._take_back()
        self.order.action_close_invoicing()
        self._credit(self.invoice)
        self.assertStays("delivery")

    def test_invoice_reset_and_posted_again(self):
        """E2: an invoice that is reset to draft and posted again is the same invoice."""
        self._take_back()
        self.invoice.button_draft()
        self.assertStays("delivery")
        self.invoice.action_post()
        self.assertStays()

    def test_payment_matched_again(self):
        """E2: a payment that is taken off its invoice and matched again is the same payment."""
        self._pay(self.invoice)
        self._take_back()
        items = (self.invoice + self.invoice.matched_payment_ids.move_id).line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        items.remove_move_reconcile()
        self.assertStays("invoice")
        items.reconcile()
        self.assertStays("payment")

    def test_returned_and_delivered_again(self):
        """E2: goods that come back and go out again are the same goods."""
        self._take_back()
        self._deliver(self.order, 1)
        self.assertStays("order")
        self._deliver(self.order)
        self.assertStays()

    def test_cancelled_and_confirmed_again(self):
        """E2: an order that is cancelled and confirmed again is the same order."""
        order = self._create_order(self._create_lead())
        self.lead = order.opportunity_id
        order.action_confirm()
        self._take_back()
        order._action_cancel()
        self.assertStays("none")
        order.action_draft()
        self.assertStays("quotation")
        order.action_confirm()
        self.assertStays("order")

    def test_taken_off_and_put_back(self):
        """E2: an order that is taken off its opportunity and put back is the same order."""
        self._take_back()
        self.order.opportunity_id = False
        self.assertStays("none")
        self.order.opportunity_id = self.lead
        self.assertStays()

    def test_again_and_again(self):
        """E2: it does not wear off."""
        self._take_back()
        for _time in range(3):
            self.invoice.button_draft()
            self.invoice.action_post()
            self.assertStays()

    def test_new_evidence_moves(self):
        """E2: what goes beyond all that the person has seen moves; then documents rule again."""
        self._take_back()
        self.invoice.button_draft()
        self.invoice.action_post()
        self.assertStays()
        self._pay(self.invoice)
        self.assertFlow("payment")
        self.invoice.line_ids.remove_move_reconcile()
        self.assertFlow("invoice")

    def test_new_order_moves(self):
        """E2: another order is new evidence, although it has come less far."""
        self._take_back()
        self._create_order().action_confirm()
        self.assertFlow("order")

    def test_new_quotation_after_all(self):
        """E2: when the old order is gone, a new quotation leads on again."""
        self.lead.stage_id = self.stages["talks"]
        self.invoice.button_draft()
        self.invoice.button_cancel()
        self.order._action_cancel()
        self.assertFlow("none", "talks")
        order = self._create_order()
        self.assertFlow("quotation")
        order.action_quotation_sent()
        self.assertFlow("sent")

    def test_moved_ahead_by_hand(self):
        """E2: a person's move ahead stands as well, until the documents get there themselves."""
        self.lead.stage_id = self.stages["payment"]
        self.invoice.button_draft()
        self.assertFlow("delivery", "payment")
        self.invoice.action_post()
        self.assertFlow("invoice", "payment")
        self._pay(self.invoice)
        self.assertFlow("payment")
        self.invoice.line_ids.remove_move_reconcile()
        self.assertFlow("invoice")

    def test_a_slip_of_the_hand(self):
        """E2: dragged away and back, the opportunity follows its documents as before."""
        self._take_back()
        self.lead.stage_id = self.stages["invoice"]
        self.invoice.button_draft()
        self.assertFlow("delivery")

    def test_archived_won_opportunity(self):
        """A won opportunity that was put away stays there when its payment arrives."""
        self.lead.action_archive()
        closed_on = self.lead.date_closed
        self._pay(self.invoice)
        self.env.cr.flush()
        self.assertFlow("payment")
        self.assertFalse(self.lead.active)
        self.assertEqual((self.lead.won_status, self.lead.date_closed), ("won", closed_on))
