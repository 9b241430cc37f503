from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import recorded_statements
from .flow_refusals_common import FlowRefusalsCommon
from .refusals_common import WORDS, proves


@tagged("post_install", "-at_install")
class TestFlowRefusals(FlowRefusalsCommon):
    """A document never stops for our sake: the stage stays where it is, and is asked for again."""

    @proves("crm.lead._answer_documents", "crm.lead._enter_document_stages")
    def test_every_document_goes_on(self):
        """Quotation, order, delivery, invoice and payment are as on stock, whatever refuses."""
        for error in (UserError, ValidationError, AccessError, "sql", ZeroDivisionError):
            with self.subTest(error=error), self.refusing_won(error):
                words = WORDS if isinstance(error, type) else ""
                lead = self._create_lead(name=f"{error}")
                order = self._create_order(lead)
                order.action_quotation_sent()
                self.assertFlow("sent", lead=lead)
                order.action_confirm()
                self.assertEqual(order.state, "sale")
                self.assertFlow("order", "sent", lead)
                refusal = self.assertRefused("stage", lead, lead, words)
                self.assertEqual(refusal.user_id, self.seller)
                self._deliver(order)
                self.assertFlow("delivery", "sent", lead)
                invoice = self._invoice(order)
                self.assertEqual(invoice.state, "posted")
                self.assertFlow("invoice", "sent", lead)
                self._pay(invoice)
                self.assertIn(invoice.payment_state, ("paid", "in_payment"))
                self.assertFlow("payment", "sent", lead)
                self.commit()
                self.assertEqual(lead.weight, 30)
                self.assertEqual(self.refusals("stage", lead), refusal)
                self.assertEqual(self.count_notes(lead, words or refusal.reason), 1)
                self.assertEqual(lead.stage_history_ids[0].stage_id, self.stages["sent"])

    def test_the_others_move(self):
        """Of many orders that are confirmed at once, those move that may."""
        leads = self.lead.browse().concat(
            *(self._create_lead(name=str(number)) for number in range(5))
        )
        leads[:4].referred = "Ann"
        orders = self.env["sale.order"].concat(*(self._create_order(lead) for lead in leads))
        self.commit()
        with self.refusing_won():
            orders.action_confirm()
            self.commit()
        self.assertEqual(leads[:4].stage_id, self.stages["order"])
        self.assertEqual(leads[4].stage_id, self.stages["quotation"])
        self.assertEqual(self.refusals("stage").mapped("res_id"), leads[4].ids)
        self.assertEqual(leads[0].stage_history_ids[0].cause, "document")

    def test_tried_again_when_the_opportunity_changes(self):
        """The seller fills in what the rule asks for, and the opportunity moves at once."""
        order = self._create_order()
        with self.refusing_won():
            order.action_confirm()
            refusal = self.assertRefused("stage", self.lead, self.lead)
            self.lead.with_user(self.seller).priority = "2"
            self.assertRefused("stage", self.lead, self.lead)
            self.assertTrue(refusal.tried_on >= refusal.refused_on)
            self.lead.with_user(self.seller).referred = "Ann"
            self.assertFlow("order")
        self.assertPassed("stage", self.lead)
        stay = self.lead.stage_history_ids[0]
        self.assertEqual((stay.cause, stay.cause_id), ("document", order.id))

    def test_tried_again_when_a_document_changes(self):
        """So it is when the order, or what comes after it, changes."""
        order = self._create_order()
        with self.refusing_won():
            order.action_confirm()
            self.assertRefused("stage", self.lead)
        order.client_order_ref = "PO 7"
        self.commit()
        self.assertFlow("order")
        self.assertPassed("stage", self.lead)
        with self.refusing_won():
            self._deliver(order)
            self.assertRefused("stage", self.lead)
            self.assertFlow("delivery", "order")
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self.assertPassed("stage", self.lead)
        with self.refusing_won():
            self._pay(invoice)
            self.assertRefused("stage", self.lead)
        invoice.ref = "Corrected"
        self.commit()
        self.assertFlow("payment")
        self.assertPassed("stage", self.lead)

    def test_try_again_by_hand(self):
        """*Try again* says what refuses still, and does it once nothing does."""
        order = self._create_order()
        with self.refusing_won():
            order.action_confirm()
            refusal = self.assertRefused("stage", self.lead).with_user(self.seller)
            with self.assertRaisesRegex(UserError, WORDS):
                refusal.action_try_again()
            self.assertEqual(self.lead.stage_id, self.stages["quotation"])
        refusal.action_try_again()
        self.assertEqual(self.lead.stage_id, self.stages["order"])
        self.assertFalse(refusal.sudo().exists())

    def test_a_card_of_the_seller(self):
        """The seller finds it on a card, with the words of the rule; a colleague does not."""
        with self.refusing_won():
            self._create_order().action_confirm()
            refusal = self.assertRefused("stage", self.lead)
        card = self.env.ref("sales_process.card_refusals").with_user(self.seller)
        self.assertIn(card, card.search([("is_on_view", "=", True)]), "it is there by itself")
        [row] = card.preview
        self.assertEqual(row["id"], refusal.id)
        self.assertEqual(row["why"], WORDS)
        colleague = self.seller.copy({"login": "colleague"})
        colleague.group_ids = self.env.ref("sales_team.group_sale_salesman")
        self.assertEqual(card.with_user(colleague).record_count, 0)
        cards = card.with_user(colleague)
        self.assertNotIn(cards, cards.search([("is_on_view", "=", True)]))
        with self.assertRaises(AccessError):
            refusal.with_user(colleague).action_try_again()
        with self.assertRaises(AccessError):
            refusal.with_user(self.seller).write({"method": "unlink"})
        refusal.with_user(self.seller).action_dismiss()
        self.assertFalse(refusal.exists())

    def test_a_persons_move_is_never_fought(self):
        """Whoever moves it by hand has seen what was asked for: only what is new asks again."""
        order = self._create_order()
        with self.refusing_won():
            order.action_confirm()
            self.assertRefused("stage", self.lead)
            with self.assertRaisesRegex(UserError, WORDS):
                self.lead.stage_id = self.stages["order"]
        self.lead.with_user(self.seller).stage_id = self.stages["negotiation"]
        self.assertPassed("stage", self.lead)
        self.assertFlow("order", "negotiation")
        self.lead.priority = "2"
        order.client_order_ref = "PO 8"
        self.commit()
        self.assertFlow("order", "negotiation")
        self._deliver(order)
        self.assertFlow("delivery")

    def test_what_is_asked_for_no_more(self):
        """The order is cancelled: nothing is refused any longer."""
        order = self._create_order()
        with self.refusing_won():
            order.action_confirm()
            self.assertRefused("stage", self.lead)
            order._action_cancel()
            self.assertPassed("stage", self.lead)

    def test_a_new_order_asks_again_after_a_persons_move(self):
        """What was new when it was refused is new still when it is tried again."""
        first = self._create_order()
        first.action_confirm()
        self._deliver(first)
        self.lead.stage_id = self.stages["negotiation"]
        self.commit()
        second = self._create_order()
        with self.refusing_won():
            second.action_confirm()
            self.assertFlow("order", "negotiation")
            self.assertRefused("stage", self.lead)
        self.lead.priority = "2"
        self.assertFlow("order")
        self.assertPassed("stage", self.lead)

    @proves("crm.lead._set_dates")
    def test_dates(self):
        """When the customer was asked and has decided is no reason to stop, either."""
        with self.refusing("crm.lead", "write", lambda _leads, vals: "asked_on" in vals):
            order = self._create_order()
            order.action_quotation_sent()
            self.assertFlow("sent")
            self.assertFalse(self.lead.asked_on)
            self.assertRefused("dates", self.lead, self.lead)
        self.lead.priority = "2"
        self.assertEqual(self.lead.asked_on, order.sent_on.replace(microsecond=0))
        self.assertPassed("dates", self.lead)

    @proves("sale.order._reopen_credited")
    def test_a_credit_note(self):
        """A credit note is posted although the order may not be opened again."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        order.action_close_invoicing()
        with self.refusing(
            "sale.order", "write", lambda _orders, vals: vals.get("is_invoicing_closed") is False
        ):
            refund = self._credit(invoice)
            self.assertEqual(refund.state, "posted")
            self.assertRefused("invoicing", order, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertFalse(order.is_invoicing_closed)
        self.assertPassed("invoicing", order)

    @proves("sale.order._send_by_sharing")
    def test_sharing(self):
        """The customer gets the link although the quotation may not be sent."""
        order = self._create_order()
        share = (
            self.env["portal.share"]
            .with_context(active_model="sale.order", active_id=order.id)
            .create({"partner_ids": [Command.set(self.customer.ids)]})
        )
        with self.refusing("sale.order", "write", lambda _orders, vals: "state" in vals):
            share.action_send_mail()
            self.assertEqual(order.state, "draft")
            self.assertRefused("sent", order, self.lead)
        order.client_order_ref = "PO 9"
        self.commit()
        self.assertEqual(order.state, "sent")
        self.assertPassed("sent", order)

    def test_costs_a_savepoint(self):
        """Documents that move an opportunity cost one savepoint, those that do not cost none."""

        def count(work):
            self.commit()
            with recorded_statements() as statements:
                work()
                self.env.cr.flush()
            return sum("SAVEPOINT" in statement for statement in statements)

        lead = self._create_lead()
        lead.sudo().decided_on = "2026-01-01"
        order = self._create_order(lead)
        other = self._create_order()
        self.company.stages_follow_documents = False
        stock = count(order.action_confirm)
        self.company.stages_follow_documents = True
        self.assertEqual(count(other.action_confirm) - stock, 2)
        line = other.order_line[0]
        self.assertEqual(count(lambda: line.write({"qty_delivered": 1})), 0)
