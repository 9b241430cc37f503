from functools import partial

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowRights(FlowCommon):
    """Documents move what their author may write to, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(
            cls.env,
            login="flow_colleague",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.theirs = cls._create_lead(name="Platypus", user_id=cls.colleague.id)

    def _create_own(self, **values):
        values = {"partner_id": self.customer.id, "user_id": self.seller.id, **values}
        return self.env["sale.order"].with_user(self.seller).create(values)

    def test_a_quotation_carries_what_its_author_may_write(self):
        order = self._create_own(opportunity_id=self.lead.id)
        orders = order.browse()
        stage = self.theirs.stage_id
        for link in (
            partial(order.write, {"opportunity_id": self.theirs.id}),
            partial(order.web_save, {"opportunity_id": self.theirs.id}, {}),
            partial(self._create_own, opportunity_id=self.theirs.id),
            partial(
                orders.with_context(default_opportunity_id=self.theirs.id).create,
                {"partner_id": self.customer.id},
            ),
        ):
            with self.subTest(link=link), self.assertRaises(AccessError) as caught:
                link()
            self.assertNotIn("Platypus", str(caught.exception))
        self.assertEqual(order.opportunity_id, self.lead)
        self.assertEqual((self.theirs.stage_id, self.theirs.flow_step), (stage, "none"))

    def test_own_opportunities_are_carried_on(self):
        other = self._create_lead()
        order = self._create_own(opportunity_id=self.lead.id)
        self.assertFlow("quotation")
        order.opportunity_id = other
        self.assertEqual(other.flow_step, "quotation")
        order.opportunity_id = False
        self.assertEqual(other.flow_step, "none")

    def test_who_has_no_opportunities_takes_an_order_off_one(self):
        """Stock lets accountants write to orders, not to opportunities."""
        order = self._create_own(opportunity_id=self.lead.id)
        accountant = new_test_user(
            self.env,
            login="flow_accountant",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        order.with_user(accountant).opportunity_id = False
        self.assertEqual(self.lead.flow_step, "none")

    def test_a_quotation_goes_on_when_its_opportunity_was_passed_on(self):
        order = self._create_own(opportunity_id=self.lead.id)
        self.lead.write({"user_id": self.colleague.id, "team_id": self.team.id})
        order.write({"opportunity_id": self.lead.id, "client_order_ref": "Their words"})
        order.action_quotation_sent()
        self.assertFlow("sent")
        self.assertFalse(order.copy().opportunity_id, "what is new is not for the colleague's")
        order._reject_by_customer("Too much", self.customer)
        revision = order.browse(order.action_revise()["res_id"])
        self.assertEqual(revision.sudo().opportunity_id, self.lead)
        self.assertEqual(order.copy().opportunity_id.ids, [])

    def test_a_rule_passes_on_what_a_quotation_carries(self):
        """Entering the stage gives the opportunity to a colleague: that is no claim of the
        seller's."""
        self.env["crm.assignment.rule"].create(
            {
                "name": "Quotations go to the colleague",
                "trigger": "stage",
                "stage_ids": [Command.set(self.stages["quotation"].ids)],
                "user_ids": [Command.set(self.colleague.ids)],
            }
        )
        order = self._create_own(opportunity_id=self.lead.id)
        self.assertEqual(order.sudo().opportunity_id.user_id, self.colleague)

    def test_who_sees_all_links_all(self):
        self.seller.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self._create_own(opportunity_id=self.theirs.id)
        self.assertEqual(self.theirs.flow_step, "quotation")
        self.assertEqual(order.copy().opportunity_id, self.theirs)
