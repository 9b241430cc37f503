from odoo.exceptions import UserError
from odoo.tests import tagged

from .assignment_common import AssignmentCommon
from .refusals_common import proves

WORDS = "Not to her"


@tagged("post_install", "-at_install")
class TestAssignmentKnown(AssignmentCommon):
    """H13: rules look again, once, when country, size or product line first becomes known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finnish = cls._create_rule(
            name="Finland",
            domain="[('country_id.code', '=', 'FI')]",
            user_ids=cls.seller2.ids,
            sequence=1,
        )
        cls.big = cls._create_rule(
            name="Big", min_revenue=1000, user_ids=cls.seller3.ids, sequence=2
        )
        cls.rest = cls._create_rule(name="Rest", user_ids=cls.seller.ids, sequence=3)
        cls.leads = cls.env["crm.lead"].with_user(cls.marketing)
        cls.arrived = cls.leads.create({"name": "Arrived", "user_id": False}).sudo()

    def test_a_country_becomes_known(self):
        """It went to who gets the rest; now that it is Finnish it goes to the seller of Finland,
        for a reason that is logged. What becomes known later moves it no more."""
        self.assertEqual(self.arrived.user_id, self.seller)
        self.arrived.with_user(self.marketing).country_id = self.finland
        self.assertEqual(self.arrived.user_id, self.seller2)
        self.assertEqual(self.arrived.assignment_rule_id, self.finnish)
        self.assertIn("Finland", "".join(self.arrived.message_ids.mapped("body")))
        self.assertTrue(self.arrived.was_assigned_again)
        self.arrived.with_user(self.marketing).write({"expected_revenue": 5000})
        self.assertEqual(self.arrived.user_id, self.seller2)

    def test_size_product_line_and_contact(self):
        """Each of them may be the first to be known, also by the contact."""
        line = self._create_rule(
            name="Machines", product_line_id=self.machines.id, user_ids=self.seller2.ids, sequence=0
        )
        finn = self.env["res.partner"].create({"name": "Finn", "country_id": self.finland.id})
        for values, rule in (
            ({"expected_revenue": 5000}, self.big),
            ({"product_line_id": self.sealers.id}, line),
            ({"partner_id": finn.id}, self.finnish),
        ):
            lead = self.leads.create({"name": "New", "user_id": False}).sudo()
            self.assertEqual(lead.assignment_rule_id, self.rest)
            lead.with_user(self.manager).write(values)
            self.assertEqual(lead.assignment_rule_id, rule, values)

    def test_what_is_worked_on_stays(self):
        """By an event, a note, a quotation, or because the seller fills it in."""
        for touch in (
            lambda lead: self._create_event(
                self.action_category, lead, active=False, date_deadline="2025-03-03"
            ),
            lambda lead: lead.with_user(self.seller).message_post(body="Called"),
            lambda lead: self.env["sale.order"].create(
                {"partner_id": self.customer.id, "opportunity_id": lead.id}
            ),
        ):
            lead = self.leads.create({"name": "New", "user_id": False}).sudo()
            self.assertTrue(lead.is_untouched)
            touch(lead)
            lead.invalidate_recordset(["is_untouched"])
            self.assertFalse(lead.is_untouched)
            lead.with_user(self.manager).country_id = self.finland
            self.assertEqual(lead.user_id, self.seller)
        self.arrived.with_user(self.seller).country_id = self.finland
        self.assertEqual(self.arrived.user_id, self.seller)

    def test_who_was_chosen_stays(self):
        """A person has given it to somebody, before or with what becomes known."""
        chosen = self.leads.create({"name": "Chosen", "user_id": self.seller3.id}).sudo()
        self.assertFalse(chosen.assignment_rule_id)
        chosen.with_user(self.manager).country_id = self.finland
        self.assertEqual(chosen.user_id, self.seller3)
        values = {"country_id": self.finland.id, "user_id": self.seller3.id}
        self.arrived.with_user(self.manager).write(values)
        self.assertEqual(self.arrived.user_id, self.seller3)

    @proves("crm.lead._pass_on_when_known")
    def test_a_company_that_refuses(self):
        """What a company's own rule refuses stays where it is, and the country is kept."""

        def refuse(*_args):
            raise UserError(WORDS)

        self.patch(type(self.arrived), "_give_to", refuse)
        self.arrived.with_user(self.manager).country_id = self.finland
        self.assertEqual(
            (self.arrived.user_id, self.arrived.country_id), (self.seller, self.finland)
        )

    def test_no_query_per_lead(self):
        """Ten times as many leads cost the same reads: only what is written is more."""
        few, many = (
            self.leads.create([{"name": "New", "user_id": False}] * count).sudo()
            for count in (2, 20)
        )
        many._filter_untouched()
        counts = []
        for leads in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._filter_untouched()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertEqual(many._filter_untouched(), many)
