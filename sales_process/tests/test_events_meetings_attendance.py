from freezegun import freeze_time

from odoo.tests import tagged

from .meetings_common import MeetingsCommon


@tagged("post_install", "-at_install")
class TestEventAttendance(MeetingsCommon):
    """A visit belongs to who was there."""

    is_audited = True

    def _held_with(self, *users, organizer=None, **values):
        """A meeting of these users with the customer."""
        partners = self.env["res.partner"].union(*[user.partner_id for user in users])
        organizer = self.env["res.users"] if organizer is None else organizer
        meeting = self._meeting(
            user=organizer, partner_ids=[(6, 0, (partners | self.contact).ids)], **values
        ).with_user(self.env.user)
        meeting.attendee_ids.state = "needsAction"
        return meeting

    def _assert_visit(self, seller, companions=None):
        self._run_job()
        visit = self._visits()
        self.assertEqual(len(visit), 1)
        self.assertEqual(visit.user_id, seller)
        self.assertEqual(visit.companion_ids, companions or self.env["res.users"])
        return visit

    def test_customer_invited_the_seller(self):
        """Without an organizer among the users it is the visit of the seller who accepted."""
        meeting = self._held_with(self.seller)
        self.assertFalse(meeting.user_id)
        self._answer(meeting, self.seller.partner_id, "accepted")
        visit = self._assert_visit(self.seller)
        self.assertEqual(visit.event_team_id, self.team)

    def test_invitation_without_an_answer(self):
        """A customer's invitation that the seller did not accept is no visit."""
        for state in ("needsAction", "declined"):
            with self.subTest(state):
                meeting = self._held_with(self.seller)
                self._answer(meeting, self.seller.partner_id, state)
                self._run_job()
                self.assertFalse(self._visits())

    def test_invitation_accepted_late(self):
        """The answer arrives when the meeting is over and was looked at."""
        meeting = self._held_with(self.seller)
        self._run_job()
        self._answer(meeting, self.seller.partner_id, "accepted")
        self._assert_visit(self.seller)

    def test_assistant_organizes(self):
        """It is the visit of the seller who attends, on an opportunity as well."""
        for values in ({}, self._on_lead()):
            with self.subTest(values):
                self._held_with(self.assistant, self.seller, organizer=self.assistant, **values)
                self._assert_visit(self.seller).unlink()

    def test_assistant_marks_the_meeting_as_done(self):
        """Whoever marks it as done, the visit is of the seller who was there."""
        for user in (self.assistant, self.seller):
            with self.subTest(user.name):
                meeting = self._held_with(
                    self.assistant, self.seller, organizer=self.assistant, **self._on_lead()
                )
                self.assertEqual(meeting.activity_ids.user_id, self.assistant)
                meeting.activity_ids.with_user(user).sudo().action_done()
                self._assert_visit(self.seller).unlink()

    def test_assistant_alone(self):
        """Without a seller a meeting is nobody's visit."""
        self._held_with(self.assistant, organizer=self.assistant)
        self._run_job()
        self.assertFalse(self._visits())

    def test_organizer_declined(self):
        """The colleague went: the colleague's visit, on an opportunity as well."""
        for values in ({}, self._on_lead()):
            with self.subTest(values):
                meeting = self._held_with(
                    self.seller, self.seller2, organizer=self.seller, **values
                )
                self._answer(meeting, self.seller.partner_id, "declined")
                self._assert_visit(self.seller2).unlink()

    def test_organizer_declined_and_colleague_marks_it_as_done(self):
        """The colleague's as well, when it is marked as done."""
        meeting = self._held_with(
            self.seller, self.seller2, organizer=self.seller, **self._on_lead()
        )
        self._answer(meeting, self.seller.partner_id, "declined")
        meeting.activity_ids.with_user(self.seller2).sudo().action_done()
        self._assert_visit(self.seller2)

    def test_seller_declined_and_went(self):
        """Who says to have been there was there."""
        meeting = self._held_with(
            self.seller, self.seller2, organizer=self.seller, **self._on_lead()
        )
        self._answer(meeting, self.seller.partner_id, "declined")
        meeting.activity_ids.with_user(self.seller).action_done()
        self._assert_visit(self.seller, self.seller2)

    def test_organizer_declines_when_it_is_over(self):
        """The visit goes to the colleague; without one the seller is asked."""
        meeting = self._held_with(self.seller, self.seller2, organizer=self.seller)
        self._assert_visit(self.seller, self.seller2)
        self._answer(meeting, self.seller.partner_id, "declined")
        visit = self._assert_visit(self.seller2)
        self._answer(meeting, self.seller2.partner_id, "declined")
        self.assertFalse(self._visits())
        self.assertTrue(visit.active)
        self.assertEqual(visit.user_id, self.seller2)

    def test_two_sellers(self):
        """One visit counts for the customer: the organizer's; the visit names the other."""
        self._held_with(self.seller, self.seller2, organizer=self.seller2)
        self._assert_visit(self.seller2, self.seller)

    def test_two_sellers_whom_an_assistant_sent(self):
        """The one who is responsible for the customer or opportunity, else who accepted."""
        meeting = self._held_with(
            self.assistant, self.seller2, self.seller, organizer=self.assistant, **self._on_lead()
        )
        self._answer(meeting, self.seller2.partner_id, "accepted")
        self._assert_visit(self.seller, self.seller2).unlink()
        meeting = self._held_with(
            self.assistant, self.seller, self.seller2, organizer=self.assistant
        )
        self._answer(meeting, self.seller2.partner_id, "accepted")
        self._assert_visit(self.seller2, self.seller)

    def test_two_sellers_and_the_form(self):
        """The visit that a person logs by form names who else was there."""
        self._held_with(self.seller, self.seller2, organizer=self.seller)
        self._log_by_form("2026-03-31")
        self._assert_visit(self.seller, self.seller2)

    def test_visit_given_to_who_was_there_as_well(self):
        """It names the others: the one whose visit it was, and not the new one."""
        self._held_with(self.seller, self.seller2, organizer=self.seller)
        visit = self._assert_visit(self.seller, self.seller2)
        visit.user_id = self.seller2
        self.assertEqual(visit.companion_ids, self.seller)
        visit.user_id = self.manager
        self.assertEqual(visit.companion_ids, self.seller)

    # ------------------------------------------------------------
    # ALL DAY
    # ------------------------------------------------------------

    def test_all_day_meeting_counts_when_the_day_is_over(self):
        """A day at the fair is over where the seller is: in Auckland early, in Honolulu late."""
        for tz, before, after in (
            ("Europe/Brussels", "2026-04-10 21:55:00", "2026-04-10 22:05:00"),
            ("Pacific/Auckland", "2026-04-10 11:55:00", "2026-04-10 12:05:00"),
            ("Pacific/Honolulu", "2026-04-11 09:55:00", "2026-04-11 10:05:00"),
        ):
            with self.subTest(tz):
                self.seller.tz = tz
                self._meeting(
                    allday=True, start_date="2026-04-10", stop_date="2026-04-10", duration=0
                )
                self._run_job(before)
                self.assertFalse(self._visits())
                self._run_job(after)
                self.assertEqual(self._days(), ["2026-04-10"])
                self._visits().unlink()

    def test_form_finds_the_all_day_meeting_of_its_day(self):
        """In Auckland the day before's meeting is not this day's."""
        self.seller.tz = "Pacific/Auckland"
        with freeze_time("2026-04-12 12:00:00"):
            meeting = self._meeting(
                allday=True, start_date="2026-04-10", stop_date="2026-04-10", duration=0
            )
            self._log_by_form("2026-04-11")
            self.assertFalse(self._visits().calendar_event_id)
            self._log_by_form("2026-04-10")
            self.assertEqual(self._visits().calendar_event_id, meeting)
