from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowPersons(FlowCommon):
    """What persons do beside the documents."""

    def test_won_by_hand_first(self):
        """E2: documents do not take back what was won by hand, and lead on from there."""
        self.lead.action_set_won()
        won = self.lead.stage_id
        order = self._create_order()
        self.assertEqual(self.lead.stage_id, won)
        order.action_confirm()
        self.assertEqual((self.lead.stage_id, self.lead.won_status), (self.stages["order"], "won"))
        self._deliver(order)
        self.assertFlow("delivery")

    def test_won_by_documents_first(self):
        """E2: setting an already won opportunity as won does not jump ahead."""
        self._create_order().action_confirm()
        self.lead.action_set_won()
        self.assertFlow("order")

    def test_lost_then_restored(self):
        """E3: a lost opportunity stays lost whatever happens to its quotations; restored, it
        catches up with them."""
        order = self._create_order()
        self.lead.action_set_lost()
        order.action_quotation_sent()
        self.assertFlow("sent", "quotation")
        self.assertEqual(self.lead.won_status, "lost")
        self.lead.action_unarchive()
        self.assertFlow("sent")
        self.assertEqual(self.lead.won_status, "pending")

    def test_confirmed_order_brings_a_lost_opportunity_back(self):
        """E2: a confirmed order proves that the opportunity was not lost."""
        reason = self.env["crm.lost.reason"].create({"name": "Too slow"})
        order = self._create_order()
        self.lead.action_set_lost(lost_reason_id=reason.id)
        order.action_confirm()
        self.assertFlow("order")
        self.assertTrue(self.lead.active)
        self.assertEqual(self.lead.won_status, "won")
        self.assertFalse(self.lead.lost_reason_id)

    def test_person_moves_against_the_documents(self):
        """E2: a person's move is not fought, and new evidence still counts."""
        order = self._create_order()
        order.action_confirm()
        self.lead.stage_id = self.stages["negotiation"]
        order.note = "Anything"
        self.lead.modified(["order_ids"])
        self.env.flush_all()
        self.assertFlow("order", "negotiation")
        self._deliver(order)
        self.assertFlow("delivery")

    def test_person_moves_ahead_of_the_documents(self):
        """E2: evidence that appears does not take back a person's move ahead."""
        self.lead.stage_id = self.stages["negotiation"]
        order = self._create_order()
        self.assertFlow("quotation", "negotiation")
        order.action_quotation_sent()
        self.assertFlow("sent", "negotiation")
        order._action_cancel()
        self.assertFlow("none", "negotiation")
