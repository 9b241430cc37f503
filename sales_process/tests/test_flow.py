from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlow(FlowCommon):
    """The stage follows the documents: forward, back, and never against a person."""

    is_audited = True

    def test_from_quotation_to_payment(self):
        """E2: quotation, sent, order, delivery, invoice and payment each move the stage."""
        order = self._create_order()
        self.assertFlow("quotation")
        order.action_quotation_sent()
        self.assertFlow("sent")
        self.assertEqual(self.lead.won_status, "pending")
        order.action_confirm()
        self.assertFlow("order")
        self.assertEqual((self.lead.won_status, self.lead.probability), ("won", 100))
        self.assertEqual(self.lead.weight, 80)
        self._deliver(order)
        self.assertFlow("delivery")
        invoice = self._invoice(order, post=False)
        self.assertFlow("delivery")
        invoice.action_post()
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")
        self.assertEqual(self.lead.weight, 100)

    def test_aftercare_without_a_stage_for_the_payment(self):
        """C9: paid is paid, also where the pipeline ends before: the next action is planned once,
        whether the documents move the stage or not."""
        self.stages["payment"].unlink()
        for follows in (True, False):
            self.company.stages_follow_documents = follows
            lead = self._create_lead()
            order = self._create_order(lead)
            order.action_confirm()
            self._deliver(order)
            invoice = self._invoice(order)
            self.env.flush_all()
            self.assertFalse(lead.aftercare_planned_on)
            self._pay(invoice)
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "payment")
            self.assertEqual(lead.stage_id, self.stages["invoice" if follows else "talks"])
            activity = lead.activity_ids
            self.assertEqual(activity.activity_type_id, self.company.aftercare_activity_type_id)
            self.assertEqual(activity.user_id, self.seller)
            invoice.line_ids.remove_move_reconcile()
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "invoice")
            self._pay(invoice)
            self.env.flush_all()
            self.assertEqual(lead.flow_step, "payment")
            self.assertEqual(lead.activity_ids, activity)

    def test_order_that_never_was_a_quotation(self):
        """E4: an order created and confirmed in one go wins the opportunity."""
        self._create_order().action_confirm()
        self.assertFlow("order")
        self.assertNotIn("sent", self.lead.flow_state["reached"])

    def test_every_move_says_why(self):
        """E9: ledger and log name the order behind every move, and who acted."""
        lead = self._tracked(self.lead)
        order = self._create_order(lead)
        self.env.cr.flush()
        self._tracked(order).action_confirm()
        self.env.cr.flush()
        stays = self.lead.stage_history_ids.sorted("id")
        self.assertEqual(stays.mapped("stage_id.name"), ["Talks", "Quotation", "Order"])
        self.assertEqual(stays.mapped("cause"), ["person", "document", "document"])
        self.assertEqual(set(stays[1:].mapped("cause_model")), {"sale.order"})
        self.assertEqual(set(stays[1:].mapped("cause_id")), {order.id})
        self.assertEqual(stays[-1].entered_by_id, self.env.user)
        log = "".join(self.lead.message_ids.mapped("body"))
        self.assertIn("Order confirmed", log)
        self.assertIn(order.name, log)

    def test_followers_hear_of_a_move_by_documents(self):
        """E9: who follows won opportunities is told of one that an order has won."""
        lead = self._tracked(self.lead)
        colleague = self.partner_b
        lead.message_subscribe(colleague.ids, self.env.ref("crm.mt_lead_won").ids)
        other = self._create_lead(name="Other")
        orders = self._create_order(lead) + self._create_order(other)
        self.env.cr.flush()
        self._tracked(orders).action_confirm()
        self.env.cr.flush()
        message = lead.message_ids.sorted("id")[-1]
        self.assertEqual(message.subtype_id, self.env.ref("crm.mt_lead_won"))
        self.assertIn(colleague, message.notified_partner_ids)
        note = other.message_ids.sorted("id")[-1]
        self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertIn("stage_id", note.sudo().tracking_value_ids.field_id.mapped("name"))

    def test_replaying_changes_nothing(self):
        """E2: computing again, or marking everything as changed, moves and logs nothing."""
        order = self._create_order()
        order.action_confirm()
        self.env.cr.flush()
        stays, messages = len(self.lead.stage_history_ids), len(self.lead.message_ids)
        for _replay in range(2):
            self.lead.modified(["order_ids"])
            self.lead._follow_documents()
            order.order_line.write({"qty_delivered": 0})
            self.env.cr.flush()
        self.lead.invalidate_recordset()
        self.assertEqual(len(self.lead.stage_history_ids), stays)
        self.assertEqual(len(self.lead.message_ids), messages)

    def test_lazily_at_the_latest_with_the_flush(self):
        """E2: a bare reconciliation moves the stage with the next flush."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        payment = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_receivable"].id,
                            "partner_id": self.customer.id,
                            "credit": invoice.amount_total,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_expense"].id,
                            "debit": invoice.amount_total,
                        }
                    ),
                ],
            }
        )
        payment.action_post()
        (invoice.line_ids + payment.line_ids).filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        self.env.flush_all()
        self.assertFlow("payment")

    def test_switched_off_for_the_company(self):
        """E2: without 'stages follow documents' the step is known but the stage stays."""
        self.company.stages_follow_documents = False
        order = self._create_order()
        order.action_confirm()
        self.assertFlow("order", "talks")
        self.company.stages_follow_documents = True
        order.order_line.write({"qty_delivered": 1})
        self.assertFlow("order", "talks")
        self._deliver(order)
        self.assertFlow("delivery")
