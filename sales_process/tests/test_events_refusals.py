from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .meetings_common import MeetingsCommon
from .refusals_common import RefusalsMixin, proves


@tagged("post_install", "-at_install")
class TestEventsRefusals(RefusalsMixin, MeetingsCommon):
    """Mails are sent, meetings held, changed and deleted, records merged and deleted, whatever a
    rule of the company says to what we log of them."""

    @proves("mail.activity.mixin._log_as_sent")
    def test_mail(self):
        self.action_category.log_outgoing_mail = True
        with self.refusing(
            "mail.activity", "create", lambda _events, vals: vals.get("automated"), AccessError
        ):
            message = self.lead.with_user(self.seller).message_post(
                body="Hello",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.contact.ids,
            )
            self.assertTrue(message.exists())
            self.assertRefused("contact", self.lead, self.lead)
        self.lead.priority = "2"
        self.commit()
        event = self.lead.with_context(active_test=False).activity_ids
        self.assertEqual((event.user_id, event.is_held), (self.seller, True))
        self.assertPassed("contact", self.lead)

    @proves("mail.activity._set_answers")
    def test_answering_prospects(self):
        """A visit is held although the prospect that it answers may not be closed."""
        prospect = self._create_event(self.prospect_category, self.lead)
        visit = self._create_event(self.visit_category, self.lead)
        with self.refusing("mail.activity", "write", lambda _e, vals: "answered_by_id" in vals):
            visit.with_user(self.seller).action_done()
            self.assertTrue(visit.is_held)
            self.assertTrue(prospect.active)
            self.assertRefused("prospects", prospect, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertEqual(prospect.answered_by_id, visit)
        self.assertPassed("prospects", prospect)
        with self.refusing("mail.activity", "write", lambda _e, vals: "answered_by_id" in vals):
            visit.unlink()
            self.commit()
        self.assertFalse(visit.exists())

    @proves("calendar.event._log_apart")
    def test_meetings_that_are_over(self):
        """The job logs the other meetings, and asks no more for the one that is refused."""
        refused = self._meeting(**self._on_lead())
        other = self._meeting("2026-04-01 10:00:00", partner_ids=self._guests())
        with self.refusing(
            "mail.activity",
            "write",
            lambda events, vals: "is_assumed" in vals and refused in events.calendar_event_id,
            ValidationError,
        ):
            self._run_job()
            self.assertTrue(other.is_visit_logged)
            self.assertFalse(refused.is_visit_logged)
            self.assertTrue(refused.is_visit_checked)
            self.assertRefused("visit", refused, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertTrue(refused.is_visit_logged)
        self.assertPassed("visit", refused)

    def _guests(self):
        return [(6, 0, (self.seller.partner_id | self.other_customer).ids)]

    def _logged_meeting(self):
        meeting = self._meeting(**self._on_lead())
        self._run_job()
        self.commit()
        return meeting

    @proves("calendar.event._follow_corrections")
    def test_correcting_a_meeting(self):
        meeting = self._logged_meeting()
        with self.refusing("mail.activity", "write", lambda _e, vals: "event_date" in vals):
            meeting.write({"start": "2026-03-30 10:00:00", "stop": "2026-03-30 11:00:00"})
            self.assertEqual(meeting.start.day, 30)
            self.assertRefused("visit", meeting, self.lead)

    @proves(
        "mail.activity._withdraw",
        "mail.activity._release_from_meeting",
        "mail.activity._link_to_meeting",
    )
    def test_deleting_a_meeting(self):
        meeting = self._logged_meeting()
        with self.refusing("mail.activity", "write", error=AccessError):
            visit = self._visits()
            meeting.unlink()
            self.assertFalse(meeting.exists())
            self.assertFalse(visit.exists(), "as on stock")

    @proves("calendar.recurrence._put_past_right")
    def test_changing_a_series(self):
        meetings = self._series()
        self._run_job()
        self.commit()
        last = meetings[-1]
        with self.refusing("mail.activity", "write", error=AccessError):
            last.write(
                {
                    "recurrence_update": "all_events",
                    "start": "2026-05-19 15:00:00",
                    "stop": "2026-05-19 16:00:00",
                }
            )
        made = self.env["calendar.event"].search([("name", "=", "Show the samples")])
        self.assertIn(15, {meeting.start.hour for meeting in made})

    @proves("mail.activity._set_companions")
    def test_holding_a_meeting(self):
        """A visit is done although who else was there may not be said."""
        meeting = self._meeting(
            **self._on_lead(),
            partner_ids=[
                (6, 0, (self.seller | self.seller2).partner_id.ids + self.contact.ids),
            ],
        )
        visit = self._create_event(self.visit_category, self.lead, calendar_event_id=meeting.id)
        with self.refusing("mail.activity", "write", lambda _e, vals: "companion_ids" in vals):
            visit.with_user(self.seller).action_done()
            self.assertTrue(visit.is_held)
            self.assertRefused("visit", visit, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertEqual(visit.companion_ids, self.seller2)

    def test_what_follows_a_meeting_is_what_stock_allows(self):
        """A meeting moves to a year in which no event could be, and to who may do none."""
        meeting = self._meeting("2026-05-31 10:00:00", **self._on_lead())
        event = self._create_event(self.visit_category, self.lead, calendar_event_id=meeting.id)
        meeting.write({"start": "1999-05-31 10:00:00", "stop": "1999-05-31 11:00:00"})
        self.assertEqual(event.date_deadline.year, 1999)
        with self.assertRaises(ValidationError):
            event.date_deadline = "1998-05-31"

    @proves(
        "mail.activity._set_customer",
        "mail.activity._move_to_customers",
        "mail.activity._move_to_records",
    )
    def test_records_that_change_or_go(self):
        """A customer is set, a contact moves, a document is deleted."""
        event = self._create_event(self.visit_category, self.lead)
        contact = self.env["res.partner"].create({"name": "Bea"})
        on_contact = self._create_event(self.visit_category, contact)
        held = self._create_event(self.visit_category, self._create_order())
        held.with_user(self.seller).action_done()
        order = self.env["sale.order"].browse(held.res_id)
        with self.refusing("mail.activity", "write", error=AccessError):
            self.lead.partner_id = self.other_customer
            self.assertEqual(self.lead.partner_id, self.other_customer)
            self.assertRefused("customer", event, self.lead)
            contact.parent_id = self.customer
            self.assertRefused("customer", on_contact)
            order.unlink()
            self.assertFalse(order.exists())
            self.assertFalse(held.exists(), "as on stock")
        self.lead.priority = "2"
        self.refusals("customer").action_try_again()
        self.assertEqual(on_contact.customer_id, self.customer)
        self.assertFalse(self.refusals("customer"))

    def _create_order(self):
        return self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )

    @proves("res.users._pass_on_open_events")
    def test_archiving_a_user(self):
        """A user is archived although the open events may not be passed on."""
        self._create_event(self.visit_category, self.lead)
        with self.refusing("mail.activity", "write", error=AccessError), freeze_time(self.now):
            self.seller.action_archive()
            self.assertFalse(self.seller.active)
            self.assertRefused("owner", self.seller)
