from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestEventFacts(SalesProcessCommon):
    """B9: a done event keeps its seller, date, customer and category."""

    is_audited = True

    def setUp(self):
        super().setUp()
        with freeze_time("2026-05-04 09:00:00"):
            self.call = self._create_event(self.action_category, self.lead)
            self.call.action_done()
        self.fact = self._read_fact()

    def _read_fact(self):
        self.env.invalidate_all()
        return self.call.read(
            ["user_id", "event_date", "customer_id", "event_category_id", "is_held", "active"],
            load="",
        )

    def _assert_kept(self, record):
        self.assertTrue(self.call.exists())
        self.assertEqual(self._read_fact(), self.fact)
        self.assertEqual((self.call.res_model, self.call.res_id), (record._name, record.id))
        self.assertIn(self.call, record.with_context(active_test=False).activity_ids)

    def test_merging_leads(self):
        """B9: done events of merged leads move to the lead that is left."""
        other = self.env["crm.lead"].create(
            {
                "name": "Other",
                "type": "opportunity",
                "partner_id": self.other_customer.id,
                "user_id": self.seller2.id,
                "probability": 90,
            }
        )
        open_event = self._create_event(self.action_category, self.lead)
        merged = (self.lead | other)._merge_opportunity(user_id=self.seller2.id)
        self.assertNotEqual(merged, self.lead | other)
        self._assert_kept(merged)
        self.assertEqual(self.call.lead_id, merged)
        self.assertEqual(open_event.res_id, merged.id)

    def test_converting_a_lead(self):
        """B9: calls made before the lead had a customer belong to the customer afterwards."""
        lead = self.env["crm.lead"].create(
            {"name": "Web form", "type": "lead", "user_id": self.seller.id, "contact_name": "Bo"}
        )
        call = self._create_event(self.action_category, lead, active=False)
        self.assertFalse(call.customer_id)
        lead.convert_opportunity(self.other_customer)
        self.assertEqual(call.customer_id, self.other_customer)
        self.assertEqual(call.lead_id, lead)
        self.assertTrue(call.is_held)

    def test_changing_the_leads_customer(self):
        """B9: open events follow the lead's customer, what took place stays with whom it was."""
        planned = self._create_event(self.action_category, self.lead)
        self.lead.partner_id = self.other_customer
        self.assertEqual(planned.customer_id, self.other_customer)
        self._assert_kept(self.lead)

    def test_merging_contacts(self):
        """B9: done events of a merged contact stay, on the contact that is left."""
        prospect = self._create_event(self.prospect_category, self.other_customer)
        call = self._create_event(self.action_category, self.customer, active=False)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | self.other_customer).ids, self.other_customer
        )
        self.env.invalidate_all()
        self.assertTrue(call.exists())
        self.assertTrue(call.is_held)
        self.assertEqual(call.customer_id, self.other_customer)
        self.assertEqual(call.res_id, self.other_customer.id)
        self.assertEqual(self.call.customer_id, self.other_customer)
        self.assertEqual(prospect.answered_by_id, call, "one customer now")

    def test_contact_becomes_part_of_a_company(self):
        """B9: the events of a person count for the company that the person turns out to be of."""
        person = self.env["res.partner"].create({"name": "Paul"})
        call = self._create_event(self.action_category, person, active=False)
        self.assertEqual(call.customer_id, person)
        person.parent_id = self.customer
        self.assertEqual(call.customer_id, self.customer)

    def test_reassigning_the_lead(self):
        """B9: the seller who called is credited, whoever owns the lead now."""
        self.lead.user_id = self.seller2
        self._assert_kept(self.lead)

    def test_lost_and_archived_leads(self):
        """B9: a lost opportunity's visits took place all the same."""
        self.lead.action_set_lost()
        self._assert_kept(self.lead)

    def test_deleting_the_lead(self):
        """B9: the calls on a deleted opportunity stay in the customer's history."""
        self.lead.unlink()
        self._assert_kept(self.customer)
        self.assertFalse(self.call.lead_id)

    def test_deleting_a_quotation(self):
        """B9: the calls on a deleted quotation move to its opportunity."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )
        call = self._create_event(self.action_category, order, active=False)
        self.assertEqual(call.lead_id, self.lead)
        order.unlink()
        self.assertEqual((call.res_model, call.res_id), ("crm.lead", self.lead.id))

    def test_archiving_a_seller(self):
        """B9: open events go to the team's leader instead of being deleted; done ones stay."""
        prospect = self._create_event(self.prospect_category, self.other_customer)
        self.seller.action_archive()
        self.assertEqual(prospect.user_id, self.manager)
        self.assertTrue(prospect.active)
        self._assert_kept(self.lead)

    def test_archiving_a_team_leader(self):
        """B9: without a leader left, open events go to who archives the user."""
        prospect = self._create_event(self.prospect_category, user=self.seller2)
        self.team.user_id = False
        self.seller2.with_user(self.user_admin).action_archive()
        self.assertEqual(prospect.user_id, self.user_admin)

    def test_deleting_a_seller_with_events(self):
        """B9: a seller with done events can only be archived."""
        with self.assertRaisesRegex(UserError, "Sam Seller cannot be deleted: 1 events"):
            self.seller.unlink()
        self._assert_kept(self.lead)
