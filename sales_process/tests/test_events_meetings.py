from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestEventMeetings(SalesProcessCommon):
    def setUp(self):
        super().setUp()
        self.startClassPatcher(freeze_time("2026-05-04 09:00:00"))

    def _meeting(self, start="2026-05-04 10:00:00", stop="2026-05-04 11:00:00", **values):
        return (
            self.env["calendar.event"]
            .with_user(self.seller)
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Show the samples",
                    "start": start,
                    "stop": stop,
                    "user_id": self.seller.id,
                    "partner_ids": [(6, 0, (self.seller.partner_id | self.contact).ids)],
                    **values,
                }
            )
        )

    def _lead_meeting(self, **values):
        return self._meeting(
            res_model_id=self.env["ir.model"]._get_id("crm.lead"),
            res_id=self.lead.id,
            opportunity_id=self.lead.id,
            **values,
        )

    def _held(self):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("is_held", "=", True), ("customer_id", "=", self.customer.id)])
        )

    def _run_cron_at(self, moment):
        cron = self.env.ref("sales_process.ir_cron_log_held_meetings")
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_meeting_on_a_lead_is_a_visit_once_held(self):
        """B6: planned until its end, one held visit afterwards, on the meeting's day."""
        self._lead_meeting()
        self.assertEqual(self.lead.activity_ids.event_category_id, self.visit_category)
        self._run_cron_at("2026-05-04 10:30:00")
        self.assertFalse(self._held())
        self._run_cron_at("2026-05-05 08:00:00")
        self.assertEqual(len(self._held()), 1)
        self.assertEqual(self._held().event_date, date(2026, 5, 4))
        self.assertEqual(self._held().user_id, self.seller)
        self._run_cron_at("2026-05-05 09:00:00")
        self.assertEqual(len(self._held()), 1, "counted once")

    def test_meeting_with_a_customers_contact_is_a_visit(self):
        """B6: a meeting without a document counts for the customer among its guests."""
        self._meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertEqual(len(self._held()), 1)
        self.assertEqual(self._held().event_category_id, self.visit_category)
        self.assertEqual(self._held().customer_id, self.customer)

    def test_meeting_done_by_hand_is_counted_once(self):
        """B6: marked done by the seller, it is not logged again when it is over."""
        self._lead_meeting()
        with freeze_time("2026-05-04 12:00:00"):
            self.lead.activity_ids.with_user(self.seller).action_done()
        self._run_cron_at("2026-05-04 13:00:00")
        self.assertEqual(len(self._held()), 1)

    def test_logging_the_visit_completes_the_meeting(self):
        """B6: a visit logged by form on the meeting's day is that meeting, before or after it
        was logged by itself."""
        for logged_first in (True, False):
            with self.subTest(logged_first=logged_first):
                self._held().unlink()
                self.lead.calendar_event_ids.unlink()
                self._lead_meeting()
                if logged_first:
                    self._run_cron_at("2026-05-04 13:00:00")
                with freeze_time("2026-05-04 14:00:00"):
                    self.env["sales.event.log"].with_user(self.seller).create(
                        {
                            "event_category_id": self.visit_category.id,
                            "lead_id": self.lead.id,
                            "customer_id": self.customer.id,
                            "summary": "Samples shown",
                        }
                    ).action_log()
                self._run_cron_at("2026-05-04 15:00:00")
                self.assertEqual(len(self._held()), 1)
                self.assertEqual(self._held().summary, "Samples shown")

    def test_second_activity_of_one_meeting_does_not_count(self):
        """B6: two done activities of one meeting are one visit; the other counts if it goes."""
        meeting = self._lead_meeting()
        first = meeting.activity_ids
        second = first.copy({"calendar_event_id": meeting.id})
        (first | second).action_done()
        self.assertEqual(self._held(), first)
        first.unlink()
        self.assertEqual(self._held(), second)

    def test_declined_meeting_is_no_visit(self):
        """B6: where the customer declined, nothing is logged."""
        meeting = self._meeting()
        meeting.attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.contact
        ).state = "declined"
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertFalse(self._held())

    def test_internal_meeting_is_no_visit(self):
        """B6: a meeting among colleagues is nobody's visit."""
        self._meeting(partner_ids=[(6, 0, (self.seller | self.seller2).partner_id.ids)])
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertFalse(
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("user_id", "=", self.seller.id), ("is_held", "=", True)])
        )

    def test_meeting_moved_after_all_is_taken_back(self):
        """B6: moved to next week, the visit is planned again and counts when it is held."""
        meeting = self._lead_meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertEqual(len(self._held()), 1)
        with freeze_time("2026-05-04 12:30:00"):
            meeting.write({"start": "2026-05-11 10:00:00", "stop": "2026-05-11 11:00:00"})
        self.assertFalse(self._held())
        self._run_cron_at("2026-05-11 12:00:00")
        self.assertEqual(self._held().event_date, date(2026, 5, 11))

    def test_deleted_meeting_keeps_what_a_person_logged(self):
        """B9: deleting the meeting keeps a visit marked as done, not one that Odoo assumed."""
        by_hand = self._lead_meeting()
        by_hand.activity_ids.action_done()
        by_hand.unlink()
        self.assertEqual(len(self._held()), 1)
        self._held().unlink()
        assumed = self._meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertEqual(len(self._held()), 1)
        assumed.unlink()
        self.assertFalse(self._held())

    def test_meetings_can_be_left_alone(self):
        """B6: a company that does not want it switches it off on the category."""
        self.visit_category.log_meetings = False
        self._meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertFalse(self._held())

    def test_meeting_that_is_refused_stops_no_other(self):
        """B6: a meeting that the company's rules refuse is left out; the others are logged."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.other_customer.company_id = company
        self._meeting(
            partner_ids=[(6, 0, (self.seller.partner_id | self.other_customer).ids)],
        )
        self._meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertEqual(len(self._held()), 1)

    def test_held_meeting_answers_the_prospect(self):
        """B6: a visit is a visit, however it was logged."""
        prospect = self._create_event(self.prospect_category)
        self._meeting()
        self._run_cron_at("2026-05-04 12:00:00")
        self.assertEqual(prospect.answered_by_id, self._held())
