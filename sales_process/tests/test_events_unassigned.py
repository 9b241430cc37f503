from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestUnassigned(SalesProcessCommon):
    """K6: what is nobody's stays nobody's, until somebody does it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orphan = cls.env["crm.lead"].create(
            {
                "name": "Nobody's",
                "type": "opportunity",
                "partner_id": cls.other_customer.id,
                "user_id": False,
                "team_id": cls.team.id,
            }
        )
        cls.orphan.user_id = False

    def _plan(self, user=None, lead=None, **values):
        lead = (lead or self.orphan).with_user(user or self.manager)
        return lead.activity_schedule("mail.mail_activity_data_call", user_id=False, **values)

    def test_planned_on_a_lead_without_a_user(self):
        """A call that nobody is named for is nobody's, whoever plans it, on whosever lead."""
        for user in (self.manager, self.env.ref("base.user_root")):
            for lead in (self.orphan, self.lead):
                call = self._plan(user, lead)
                self.assertEqual(call.event_category_id, self.action_category)
                self.assertFalse(call.user_id)
                self.assertEqual(call.event_team_id, self.team)

    def test_registered_for_nobody(self):
        """A prospect that a program registers for nobody waits for somebody."""
        prospect = (
            self.env["mail.activity"]
            .with_user(self.marketing)
            .create(
                {
                    "event_category_id": self.prospect_category.id,
                    "customer_id": self.customer.id,
                    "user_id": False,
                }
            )
        )
        self.assertFalse(prospect.user_id)
        self.assertEqual(prospect.event_company_id, self.company_main)

    def test_done_by_somebody_it_is_theirs(self):
        """Whoever does it has done it: it counts for that seller and the seller's day."""
        calls = self._plan() | self._plan()
        calls.with_user(self.seller2).action_done()
        self.assertEqual(calls.user_id, self.seller2)
        self.assertEqual(set(calls.mapped("is_held")), {True})
        report = self.env["sales.event.report"].search([("id", "in", calls.ids)])
        self.assertEqual(report.user_id, self.seller2)

    def test_logged_as_done_by_somebody(self):
        """An event that is made as done and names nobody was done by who says so."""
        call = (
            self.env["mail.activity"]
            .with_user(self.seller)
            .create(
                {
                    "event_category_id": self.action_category.id,
                    "customer_id": self.customer.id,
                    "active": False,
                }
            )
        )
        self.assertEqual(call.user_id, self.seller)
        self.assertTrue(call.is_held)

    def test_done_by_odoo_it_stays_nobodys(self):
        """Odoo's own user is no seller: no figure has it as one."""
        call = self._plan()
        call.with_user(SUPERUSER_ID).action_done()
        self.assertFalse(call.active)
        self.assertFalse(call.user_id)
        centre = self.env["sales.centre"].with_user(self.manager)
        sellers = centre.get_events({"team_id": self.team.id})["sellers"]
        self.assertIn("Nobody", [seller["name"] for seller in sellers])
        self.assertNotIn(SUPERUSER_ID, [seller["id"] for seller in sellers])

    def test_answered_and_skipped_it_stays_nobodys(self):
        """A prospect that somebody's call answers was not done by anybody, and comes back so."""
        prospect = self._create_event(self.prospect_category, user_id=False)
        call = self._create_event(self.action_category)
        call.with_user(self.seller).action_done()
        self.assertEqual(prospect.answered_by_id, call)
        self.assertFalse(prospect.user_id)
        call.with_user(self.seller).action_undo_event()
        self.assertTrue(prospect.active)
        self.assertFalse(prospect.user_id)

    def test_other_activities_are_as_in_stock(self):
        """A to-do is no event: who does it does not get it."""
        todo = self.orphan.activity_schedule("mail.mail_activity_data_todo", user_id=False)
        todo.with_user(self.seller).action_done()
        self.assertFalse(todo.user_id)

    def _count_queries(self, number, user):
        """Of planning that many calls, and of doing them."""
        leads = self.orphan.concat(*(self.orphan.copy() for _index in range(number)))
        leads.user_id = False
        self.env.flush_all()
        before = self.cr.sql_log_count
        calls = leads.activity_schedule("mail.mail_activity_data_call", user_id=user.id)
        self.env.flush_all()
        planned = self.cr.sql_log_count
        calls.with_user(self.seller).action_archive()
        self.env.flush_all()
        self.assertEqual(calls.user_id, self.seller)
        return planned - before, self.cr.sql_log_count - planned

    def test_many_cost_what_one_costs(self):
        """A1: no query for each event that is nobody's, neither planning nor doing them."""
        nobody = self.env["res.users"]
        self._count_queries(1, nobody)  # what is cached
        (few_planned, few_done), (many_planned, many_done) = (
            self._count_queries(number, nobody) for number in (4, 24)
        )
        self.assertLessEqual(many_planned, few_planned + 2)
        _planned, few_own = self._count_queries(4, self.seller)
        _planned, many_own = self._count_queries(24, self.seller)
        self.assertLessEqual(many_done - many_own, few_done - few_own + 2)
