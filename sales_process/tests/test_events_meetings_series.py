from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from .meetings_common import MeetingsCommon

MONDAYS = [str(date(2026, 1, 5) + timedelta(weeks=week)) for week in range(14)]


@tagged("post_install", "-at_install")
class TestEventSeries(MeetingsCommon):
    """What is done to a series leaves its past as it is."""

    def _edit(self, meeting, which="all_events", **values):
        meeting.write({"recurrence_update": which, **values})
        self.env.invalidate_all()

    def _move(self, meeting, which="all_events", **shift):
        """Move meetings of a series to another time."""
        shift = timedelta(**shift)
        self._edit(meeting, which, start=meeting.start + shift, stop=meeting.stop + shift)

    def _assert_past_stands(self, facts):
        """Nothing of the visits has changed, and the job and the form find nothing more."""
        self.assertEqual(self._facts(), facts)
        self._run_job()
        self.assertEqual(self._facts(), facts)

    def _prepare(self, **values):
        """A series that is logged, with a note, an outcome, and an answered prospect."""
        with freeze_time("2026-02-02 08:00:00"):
            prospect = self._create_event(self.prospect_category)
        meetings = self._series(**values)
        self._run_job()
        visits = self._visits()
        visits[0].note = "<p>They want twenty</p>"
        visits[1].outcome_id = self.outcome_held
        self.assertEqual(prospect.answered_by_id, visits[4])
        self.assertEqual(self._days(), MONDAYS)
        return meetings, self._facts()

    def test_time_of_all_meetings(self):
        """Visits stay as they are when the time of the whole series changes."""
        for shift in ({"hours": 4}, {"hours": -3}, {"days": 1}, {"days": -2, "hours": 1}):
            with self.subTest(shift):
                meetings, facts = self._prepare()
                self._move(meetings[16], **shift)
                self._assert_past_stands(facts)
                self._visits().unlink()

    def test_todays_meeting_at_an_hour_that_is_over(self):
        """At noon the series is moved from 13:00 to 10:00: today's meeting was to come, and has
        been held now; of the others nothing changes."""
        meetings = self._series(start="2026-01-08 13:00:00", mon=False, thu=True)
        self._run_job()
        days, facts = self._days(), self._facts()
        self.assertEqual(days[-1], "2026-04-02")
        self._move(meetings[16], hours=-3)
        self.assertEqual(self._facts(), facts)
        for _run in range(2):
            self._run_job()
            self.assertEqual(self._days(), [*days, "2026-04-09"])

    def test_what_was_held_and_is_to_come_now(self):
        """From 30 March on a week later: the visit of 6 April stands, and the meeting that is in
        its meeting's place, on 13 April, is another visit when it has been held."""
        meetings, facts = self._prepare()
        self._move(meetings[12], "future_events", days=7)
        self._assert_past_stands(facts)
        self._run_job("2026-04-14 08:00:00")
        self.assertEqual(self._days(), [*MONDAYS, "2026-04-13"])

    def test_time_of_all_meetings_on_an_opportunity(self):
        """The same for a series on an opportunity, which is planned on it: one plan for a meeting
        to come, and none for what was held."""
        meetings, facts = self._prepare(**self._on_lead())
        self._move(meetings[16], hours=4)
        self._assert_past_stands(facts)
        self.assertEqual(len(self.lead.activity_ids), 6)
        self.assertEqual(
            self.lead.activity_ids.calendar_event_id,
            meetings.exists().recurrence_id.calendar_event_ids.filtered(
                lambda meeting: meeting.start > datetime(2026, 4, 9, 12)
            ),
        )

    def test_visits_that_a_person_logged(self):
        """Visits that were logged by form or marked as done stay, and are not logged again."""
        meetings = self._series(**self._on_lead())
        for day in MONDAYS[:7]:
            self._log_by_form(day, note="<p>Said</p>")
        for meeting in meetings[7:14]:
            meeting.activity_ids.with_user(self.seller).action_done()
        facts = self._facts()
        self.assertEqual(self._days(), MONDAYS)
        self._move(meetings[16], hours=4)
        self._assert_past_stands(facts)

    def test_job_and_form_know_the_meeting_again(self):
        """A visit is passed on to the meeting in the place of its own: the form completes it."""
        meetings, facts = self._prepare()
        self._move(meetings[16], hours=4)
        visits = self._visits()
        self.assertEqual(visits.calendar_event_id.filtered("active"), visits.calendar_event_id)
        self.assertEqual(
            visits.mapped(lambda visit: visit.calendar_event_id.start.hour), [14] * len(visits)
        )
        self._log_by_form(MONDAYS[3], summary="Samples shown")
        self._assert_past_stands(facts)
        self.assertEqual(visits[3].summary, "Samples shown")

    def test_form_completes_a_visit_without_a_meeting(self):
        """A visit whose series is deleted is completed by the form, not doubled."""
        meetings, facts = self._prepare()
        meetings[0].action_mass_deletion("all_events")
        self._log_by_form(MONDAYS[3], summary="Samples shown")
        self._assert_past_stands(facts)
        self.assertEqual(self._visits()[3].summary, "Samples shown")

    def test_one_meeting_withdrawn_after_the_series_has_changed(self):
        """After a change of the series, deleting the one meeting withdraws its visit."""
        meetings, _facts = self._prepare()
        self._move(meetings[16], hours=4)
        self._visits()[13].calendar_event_id.unlink()
        self.assertEqual(self._days(), MONDAYS[:13])

    def test_name_and_guests_of_all_meetings(self):
        """Name, place or guests of the whole series change nothing of what was held."""
        meetings, facts = self._prepare()
        self._edit(meetings[16], name="Show other samples", location="Ghent")
        self._assert_past_stands(facts)
        self._edit(meetings[16], partner_ids=[(4, self.other_customer.id)])
        self._edit(meetings[16], partner_ids=[(3, self.contact.id)])
        self._assert_past_stands(facts)
        self.assertFalse(self._visits(self.other_customer))

    def test_organizer_of_all_meetings(self):
        """A colleague takes over the series: what was held stays the seller's."""
        meetings, facts = self._prepare()
        self._edit(meetings[16].with_user(self.env.user), user_id=self.seller2.id)
        self._assert_past_stands(facts)

    def test_rule_of_all_meetings(self):
        """Twice as often, or half: the past stays as it was."""
        for values in ({"interval": 2}, {"wed": True}, {"rrule_type": "daily"}, {"count": 10}):
            with self.subTest(values):
                meetings, facts = self._prepare()
                self._edit(meetings[16], **values)
                self._assert_past_stands(facts)
                self._visits().unlink()

    def test_this_and_following_meetings(self):
        """Following meetings change, from one that is over or from one to come."""
        for index, shift in (
            (16, {"hours": 4}),
            (9, {"hours": 4}),
            (9, {"days": 1}),
            (0, {"hours": 2}),
        ):
            with self.subTest(index=index, shift=shift):
                meetings, facts = self._prepare()
                self._move(meetings[index], "future_events", **shift)
                self._assert_past_stands(facts)
                self._visits().unlink()

    def test_series_moved_ahead_and_held(self):
        """A series that is moved ahead as a whole is held once more, in its new place."""
        meetings, facts = self._prepare()
        self._move(meetings[0], weeks=18)
        self._assert_past_stands(facts)
        self._run_job("2026-05-12 12:00:00")
        self.assertEqual(self._days(), [*MONDAYS, "2026-05-11"])

    def test_series_stops(self):
        """A series that does not repeat any more keeps its visits."""
        for which, index in (("all_events", 16), ("future_events", 16), ("future_events", 9)):
            with self.subTest(which=which, index=index):
                meetings, facts = self._prepare()
                self._edit(meetings[index], which, recurrency=False)
                self._assert_past_stands(facts)
                self._visits().unlink()

    def test_series_deleted(self):
        """The whole series is deleted, or from one of its meetings on: the visits stay."""
        for which, index in (("all_events", 0), ("future_events", 16), ("future_events", 9)):
            with self.subTest(which=which, index=index):
                meetings, facts = self._prepare()
                meetings[index].action_mass_deletion(which)
                self._assert_past_stands(facts)
                self._visits().unlink()

    def test_series_archived(self):
        """The same where it is archived, and where all its meetings are chosen in a list."""
        meetings, facts = self._prepare()
        meetings[9].action_mass_archive("future_events")
        self._assert_past_stands(facts)
        meetings[0].action_mass_archive("all_events")
        self._assert_past_stands(facts)

    def test_meetings_of_a_series_deleted_in_a_list(self):
        """Meetings of one series that are deleted together are no single meetings."""
        meetings, facts = self._prepare()
        meetings[5:18].unlink()
        self._assert_past_stands(facts)

    def test_guest_declines_the_series(self):
        """A guest who declines the whole series says nothing of what was held."""
        meetings, facts = self._prepare()
        attendees = meetings.sudo().attendee_ids.filtered(
            lambda attendee: attendee.partner_id == self.contact
        )
        attendees.do_decline()
        self._assert_past_stands(facts)

    def test_seller_declines_the_series(self):
        """A seller who will not come any more was there before."""
        meetings, facts = self._prepare()
        meetings[9].change_attendee_status("declined", "all_events")
        self._assert_past_stands(facts)

    def test_what_is_over_is_logged_before_the_change(self):
        """Meetings that the job has not looked at are logged as they were when the series
        changes."""
        meetings = self._series()
        self._move(meetings[16], days=1)
        self._run_job()
        self.assertEqual(self._days(), MONDAYS)

    def test_meetings_long_ago(self):
        """The job finds what it never saw, however long ago, once."""
        self._series(start="2025-01-06 10:00:00", count=3)
        self._run_job()
        days = ["2025-01-06", "2025-01-13", "2025-01-20"]
        self.assertEqual(self._days(), days)
        self._run_job("2026-05-12 12:00:00")
        self.assertEqual(self._days(), days)

    def test_series_made_anew_elsewhere(self):
        """A calendar elsewhere deletes the series and sends it again under another name: its visits
        are known again, by seller, customer and time."""
        meetings, facts = self._prepare()
        meetings[0].action_mass_deletion("all_events")
        self._series(start="2026-01-05 11:00:00", name="Samples")
        self._assert_past_stands(facts)
        visits = self._visits()
        self.assertEqual(len(visits.calendar_event_id), len(visits))

    def test_two_series_with_one_customer(self):
        """Another series with the same customer on the same days is another visit each."""
        meetings, _facts = self._prepare()
        self._move(meetings[16], hours=1)
        self._series(start="2026-01-05 15:00:00")
        self._run_job()
        self.assertEqual(self._days(), sorted(MONDAYS * 2))

    def test_single_meeting_of_a_series(self):
        """One meeting of a series that is corrected, deleted or moved is that one meeting; moved
        between its neighbours, as Outlook wants it."""
        meetings, _facts = self._prepare()
        self._move(meetings[10], "self_only", days=1)
        days = [*MONDAYS[:10], "2026-03-17", *MONDAYS[11:]]
        self.assertEqual(self._days(), days)
        meetings[12].unlink()
        self.assertEqual(self._days(), [*days[:12], MONDAYS[13]])
        meetings[11].action_mass_archive("self_only")
        self.assertEqual(self._days(), [*days[:11], MONDAYS[13]])
        self._move(meetings[13], "self_only", days=4)
        self.assertEqual(self._days(), days[:11])
        self._run_job("2026-04-11 12:00:00")
        self.assertEqual(self._days(), [*days[:11], "2026-04-10"])
