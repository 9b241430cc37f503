from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowCopies(FlowCommon):
    """Order again: a new contract is a new opportunity."""

    is_audited = True

    def _paid_order(self):
        order = self._create_order(lines=[(self.service, 1)])
        order.action_confirm()
        self._pay(self._invoice(order))
        self.assertFlow("payment")
        return order

    def test_order_again(self):
        """A copy of an order whose opportunity is won belongs to none; what is paid stays paid."""
        copy = self._paid_order().copy()
        self.assertFalse(copy.opportunity_id)
        copy.action_confirm()
        self.assertFlow("payment")
        self.assertEqual(self.lead.expected_revenue, 90)

    def test_follow_up_of_a_copy(self):
        """The copy offers a follow-up opportunity, and belongs to it."""
        copy = self._paid_order().copy()
        action = copy.action_create_follow_up()
        follow_up = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual(follow_up.origin_lead_id, self.lead)
        self.assertEqual(copy.opportunity_id, follow_up)
        self.assertEqual(follow_up.flow_step, "quotation")
        self.assertFlow("payment")

    def test_copy_before_the_win(self):
        """A copy beside a quotation, and one that is asked for, belong where they did."""
        order = self._create_order()
        self.assertEqual(order.copy().opportunity_id, self.lead)
        order.action_confirm()
        self.assertEqual(order.copy({"opportunity_id": self.lead.id}).opportunity_id, self.lead)

    def test_revision_in_a_won_opportunity(self):
        """A new version of a rejected quotation belongs where the quotation did."""
        self._create_order().action_confirm()
        rejected = self._create_order()
        rejected._reject_by_customer("Too much", self.customer)
        revision = self.env["sale.order"].browse(rejected.action_revise()["res_id"])
        self.assertEqual(revision.opportunity_id, self.lead)


@tagged("post_install", "-at_install")
class TestFlowMerge(FlowCommon):
    """The survivor of a merge follows the orders of all."""

    is_audited = True

    def _merge(self, amounts, confirmed=(), cancelled=()):
        """Merge opportunities with an order each, of these amounts; the first one survives."""
        leads = self.env["crm.lead"].concat(
            *(self._create_lead(expected_revenue=10) for _amount in amounts)
        )
        for position, (lead, amount) in enumerate(zip(leads, amounts, strict=True)):
            order = self._create_order(lead, lines=[(self.service, 1, {"price_unit": amount})])
            if position in confirmed:
                order.action_confirm()
            if position in cancelled:
                order._action_cancel()
        leads[0].stage_id = self.stages["order" if 0 in confirmed else "negotiation"]
        self.env.flush_all()
        survivor = leads.merge_opportunity()
        self.assertEqual(survivor, leads[0])
        self.env.flush_all()
        return survivor

    def test_two_confirmed_orders(self):
        """E10: the confirmed orders of both are expected, and weighted."""
        lead = self._merge([100, 300], confirmed=[0, 1])
        self.assertEqual((lead.expected_revenue, lead.weighted_revenue), (400, 320))
        self.assertFalse(lead.is_revenue_manual)

    def test_two_quotations(self):
        """E10: the highest quotation of both is expected."""
        lead = self._merge([100, 300])
        self.assertEqual((lead.expected_revenue, lead.weighted_revenue), (300, 150))

    def test_cancelled_order_and_quotation(self):
        """E10: what is left of the other's is expected."""
        self.assertEqual(self._merge([100, 300], cancelled=[0]).expected_revenue, 300)

    def test_free_order(self):
        """E10: an order of nothing and one of 300 are nobody's choice by hand."""
        lead = self._merge([0, 300], confirmed=[0, 1])
        self.assertEqual(lead.expected_revenue, 300)
        self.assertFalse(lead.is_revenue_manual)

    def test_all_cancelled_afterwards(self):
        """E10: the survivor keeps an estimate from before the quotations."""
        lead = self._merge([100, 300])
        lead.order_ids._action_cancel()
        self.assertEqual(lead.expected_revenue, 10)

    def test_set_by_hand_stays(self):
        """E10: what a person has set on the survivor stays."""
        lead, other = self.lead, self._create_lead()
        self._create_order(lead).action_confirm()
        self._create_order(other)
        lead.expected_revenue = 555
        self.assertEqual((lead + other).merge_opportunity(), lead)
        self.assertEqual(lead.expected_revenue, 555)
        self.assertTrue(lead.is_revenue_manual)

    def test_without_orders(self):
        """E10: without quotations the merge is Odoo's."""
        lead = (self.lead + self._create_lead(expected_revenue=5)).merge_opportunity()
        self.assertEqual((lead.expected_revenue, lead.revenue_estimate), (1000, 1000))
