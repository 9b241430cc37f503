from datetime import date

from odoo.tests import tagged

from ..tools import install
from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestEventInstall(SalesProcessCommon):
    """B5: a company that has worked with activities finds them as events at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lead_model = cls.env["ir.model"]._get_id("crm.lead")
        order = cls.env["sale.order"].create(
            {"partner_id": cls.contact.id, "opportunity_id": cls.lead.id}
        )
        values = {
            "res_model_id": lead_model,
            "res_id": cls.lead.id,
            "user_id": cls.seller.id,
            "date_deadline": "2026-02-01",
        }
        call = cls.env.ref("mail.mail_activity_data_call").id
        (
            cls.done_call, cls.open_call, cls.to_do, cls.on_order, cls.on_contact,
            cls.nobodys_call, cls.done_by_nobody, cls.without_type,
        ) = cls.env["mail.activity"].create(
            [
                {**values, "activity_type_id": call},
                {**values, "activity_type_id": call},
                {**values, "activity_type_id": cls.env.ref("mail.mail_activity_data_todo").id},
                {
                    **values,
                    "activity_type_id": cls.env.ref("mail.mail_activity_data_meeting").id,
                    "res_model_id": cls.env["ir.model"]._get_id("sale.order"),
                    "res_id": order.id,
                },
                {
                    **values,
                    "activity_type_id": call,
                    "res_model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "res_id": cls.contact.id,
                },
                {**values, "activity_type_id": call, "user_id": False},
                {**values, "activity_type_id": call, "user_id": False},
                {**values, "activity_type_id": False, "user_id": False},
            ]
        )  # fmt: skip
        cls.done_by_nobody.action_archive()
        cls.done = cls.done_call | cls.on_order | cls.on_contact
        cls.done.action_archive()
        cls.env.flush_all()
        # as they are in a database that does not know events
        cls.env.cr.execute(
            "UPDATE mail_activity SET event_category_id = NULL, is_held = NULL, lead_id = NULL,"
            " customer_id = NULL, event_date = NULL, registered_on = NULL, event_team_id = NULL,"
            " event_company_id = NULL, event_type_id = NULL"
        )
        cls.env.cr.execute(
            "UPDATE mail_activity SET date_done = '2026-02-03' WHERE id = ANY(%s)",
            [cls.done.ids],
        )
        cls.env.invalidate_all()
        install.fill_events(cls.env)

    def test_done_activities_become_held_events(self):
        """B5: done calls and meetings count, on the day on which they were done."""
        self.assertEqual(self.done_call.event_category_id, self.action_category)
        self.assertEqual(self.on_order.event_category_id, self.visit_category)
        for event in self.done:
            self.assertTrue(event.is_held)
            self.assertEqual(event.event_date, date(2026, 2, 3))
            self.assertEqual(event.customer_id, self.customer)
            self.assertEqual(event.event_team_id, self.team)
            self.assertEqual(event.event_company_id, self.company_main)
        self.assertEqual(self.done_call.lead_id, self.lead)
        self.assertEqual(self.on_order.lead_id, self.lead)
        self.assertFalse(self.on_contact.lead_id)

    def test_open_activities_stay_open(self):
        """B5: a planned call is a planned event; a to-do is no event."""
        self.assertTrue(self.open_call.active)
        self.assertFalse(self.open_call.is_held)
        self.assertEqual(self.open_call.event_category_id, self.action_category)
        self.assertEqual(self.open_call.event_date, date(2026, 2, 1))
        self.assertFalse(self.to_do.event_category_id)

    def test_what_is_nobodys_stays_nobodys(self):
        """I10: activities without a user have none afterwards, done ones neither; they count."""
        nobodys = self.nobodys_call | self.done_by_nobody | self.without_type
        self.assertFalse(nobodys.user_id)
        self.assertEqual(
            (self.nobodys_call | self.done_by_nobody).event_category_id, self.action_category
        )
        self.assertTrue(self.done_by_nobody.is_held)
        self.assertEqual(self.done_by_nobody.event_team_id, self.team)
        self.assertEqual(self.done_by_nobody.event_company_id, self.company_main)
        self.assertFalse(self.without_type.event_category_id)

    def test_filling_again_changes_nothing(self):
        """B5: what has a category keeps it."""
        self.done_call.event_category_id = self.visit_category
        self.env.flush_all()
        install.fill_events(self.env)
        self.assertEqual(self.done_call.event_category_id, self.visit_category)

    def test_past_meetings_are_left_alone(self):
        """B6: meetings that were over before the addon came are not logged afterwards."""
        meeting = self.env["calendar.event"].create(
            {"name": "Old", "start": "2026-02-01 10:00:00", "stop": "2026-02-01 11:00:00"}
        )
        self.env.flush_all()
        install.skip_past_meetings(self.env.cr)
        meeting.invalidate_recordset()
        self.assertTrue(meeting.is_visit_checked)
