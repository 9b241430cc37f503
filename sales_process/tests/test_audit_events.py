from odoo.tests import tagged

from .audit_common import DamageCase
from .meetings_common import MeetingsCommon


@tagged("post_install", "-at_install")
class TestAuditEvents(DamageCase, MeetingsCommon):
    """Held events, what they answer, and the visits of meetings: damage is found and mended."""

    def _done(self, category=None, **values):
        event = self._create_event(category or self.visit_category, **values)
        event.action_done()
        return event

    def _of_meeting(self, meeting, **values):
        return self._create_event(self.visit_category, calendar_event_id=meeting.id, **values)

    # ------------------------------------------------------------
    # HELD
    # ------------------------------------------------------------

    def test_held_that_was_not(self):
        event = self._create_event(self.visit_category, summary="Show the samples")
        self._damage("UPDATE mail_activity SET is_held = TRUE WHERE id = %s", event.id)
        self._assert_found_and_mended("held", event, ["Show the samples", "was not"])
        self.assertFalse(event.is_held)

    def test_was_held_and_does_not_count(self):
        event = self._done()
        self._damage("UPDATE mail_activity SET is_held = FALSE WHERE id = %s", event.id)
        self._assert_found_and_mended("held", event, ["does not count"])
        self.assertTrue(event.is_held)

    def test_outcome_that_does_not_count(self):
        event = self._done(outcome_id=self.outcome_no_answer.id)
        self.assertEqual(self._run("held")["count"], 0)
        self._damage("UPDATE mail_activity SET is_held = TRUE WHERE id = %s", event.id)
        self._assert_found_and_mended("held", event, [event.summary])

    def test_held_prospect(self):
        """Who closes a prospect was not in touch."""
        prospect = self._done(self.prospect_category)
        self.assertEqual(self._run("held")["count"], 0)
        self._damage("UPDATE mail_activity SET is_held = TRUE WHERE id = %s", prospect.id)
        self._assert_found_and_mended("held", prospect, [prospect.summary])

    def test_event_that_is_no_event_any_more(self):
        event = self._done()
        self._damage("UPDATE mail_activity SET event_category_id = NULL WHERE id = %s", event.id)
        self._assert_found_and_mended("held", event, [event.summary])

    def test_second_visit_of_a_meeting(self):
        meeting = self._meeting()
        first, second = self._of_meeting(meeting), self._of_meeting(meeting)
        (first | second).action_done()
        self.assertEqual(self._run("held")["count"], 0)
        self._damage("UPDATE mail_activity SET is_held = TRUE WHERE id = %s", second.id)
        self.assertIn("2 visits", self._run("meeting")["examples"][0]["reason"])
        self._assert_found_and_mended("held", second, [second.summary])

    def test_first_of_two_done_last(self):
        """Whichever of a meeting's events is done first, the meeting counts once."""
        meeting = self._meeting()
        first, second = self._of_meeting(meeting), self._of_meeting(meeting)
        second.action_done()
        self.assertTrue(second.is_held)
        first.action_done()
        self.assertEqual((first | second).mapped("is_held"), [True, False])
        self.assertEqual(self._run("held")["count"], 0)

    def test_first_of_two_reopened(self):
        meeting = self._meeting()
        first, second = self._of_meeting(meeting), self._of_meeting(meeting)
        (first | second).action_done()
        first.action_unarchive()
        self.assertEqual((first | second).mapped("is_held"), [False, True])
        first.action_done()
        self.assertEqual((first | second).mapped("is_held"), [True, False])
        first.outcome_id = self.outcome_no_answer
        self.assertEqual((first | second).mapped("is_held"), [False, True])
        second.unlink()
        first.outcome_id = self.outcome_held
        self.assertTrue(first.is_held)

    def test_first_of_two_deleted(self):
        meeting = self._meeting()
        first, second = self._of_meeting(meeting), self._of_meeting(meeting)
        (first | second).action_done()
        first.unlink()
        self.assertTrue(second.is_held)

    def test_second_of_two_gets_a_meeting_of_its_own(self):
        meeting, other = self._meeting(), self._meeting("2026-04-01 10:00:00")
        first, second = self._of_meeting(meeting), self._of_meeting(meeting)
        (first | second).action_done()
        first._link_to_meeting(other)
        self.assertEqual((first | second).mapped("is_held"), [True, True])

    def test_plain_activity_of_a_meeting_is_no_visit(self):
        """What was done for a meeting before its visit, and is no event, takes nothing from it."""
        meeting = self._meeting()
        plain = self._of_meeting(meeting, event_category_id=False)
        plain.event_category_id = False
        plain.action_done()
        visit = self._of_meeting(meeting)
        visit.action_done()
        self.assertEqual((plain | visit).mapped("is_held"), [False, True])

    def test_seller_who_was_there_twice(self):
        visit = self._done(summary="Show the samples")
        self._damage(
            "INSERT INTO mail_activity_companion_rel (activity_id, user_id) VALUES (%s, %s)",
            visit.id,
            visit.user_id.id,
        )
        self._assert_found_and_mended("companion", visit, ["Show the samples", visit.user_id.name])
        self.assertFalse(visit.companion_ids)

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    def test_answer_that_is_none(self):
        """A call with somebody else has answered: the prospect waits for its own."""
        prospect = self._create_event(self.prospect_category)
        call = self._done(self.action_category, record=self.other_customer, summary="A call")
        self._damage(
            "UPDATE mail_activity SET active = FALSE, answered_by_id = %s WHERE id = %s",
            call.id,
            prospect.id,
        )
        self._assert_found_and_mended("answer", prospect, ["Acme", "A call", "closed"])
        self.assertTrue(prospect.active)
        self.assertFalse(prospect.answered_by_id)

    def test_answer_that_nobody_took(self):
        prospect = self._create_event(self.prospect_category)
        call = self._done(self.action_category)
        self.assertEqual(prospect.answered_by_id, call)
        self._damage(
            "UPDATE mail_activity SET active = TRUE, answered_by_id = NULL WHERE id = %s",
            prospect.id,
        )
        self._assert_found_and_mended("answer", prospect, ["Acme", "open"])
        self.assertFalse(prospect.active)
        self.assertEqual(prospect.answered_by_id, call)

    def test_open_and_answered(self):
        prospect = self._create_event(self.prospect_category)
        self._done(self.action_category)
        self._damage("UPDATE mail_activity SET active = TRUE WHERE id = %s", prospect.id)
        self._assert_found_and_mended("answer", prospect, ["Acme", "open"])
        self.assertFalse(prospect.active)

    def test_prospects_of_many_customers_at_once(self):
        """One question for all; those that a person has closed are left alone."""
        customers = self.customer | self.other_customer
        prospects = self.env["mail.activity"].concat(
            *(self._create_event(self.prospect_category, record) for record in customers)
        )
        closed = self._create_event(self.prospect_category)
        closed.action_feedback("Not now")
        for record in customers:
            self._done(self.action_category, record=record)
        self._damage(
            "UPDATE mail_activity SET active = TRUE, answered_by_id = NULL WHERE id IN %s",
            prospects._ids,
        )
        found = self._run("answer")["examples"]
        self.assertEqual([example["id"] for example in found], prospects.ids)
        self.assertEqual(self._run("answer", mend=True)["mended"], 2)
        self.assertFalse(closed.answered_by_id)

    # ------------------------------------------------------------
    # MEETINGS
    # ------------------------------------------------------------

    def test_meeting_to_come_that_counts(self):
        meeting = self._meeting()
        self._run_job()
        visit = self._visits()
        self._damage(
            "UPDATE calendar_event SET start = start + INTERVAL '1 month',"
            " stop = stop + INTERVAL '1 month' WHERE id = %s",
            meeting.id,
        )
        self._assert_found_and_mended("meeting", meeting, [meeting.name, "to come"])
        self.assertTrue(visit.is_withdrawn or visit.active)
        self.assertFalse(visit.is_held)
        self.assertFalse(meeting.is_visit_checked)

    def test_meeting_of_a_series_to_come_that_counts(self):
        """The visit of a series stands."""
        meetings = self._series()
        self._run_job()
        visits = self._visits()
        meeting = meetings[0]
        self._damage(
            "UPDATE calendar_event SET start = start + INTERVAL '1 year',"
            " stop = stop + INTERVAL '1 year' WHERE id = %s",
            meeting.id,
        )
        self._assert_found_and_mended("meeting", meeting, [meeting.name, "to come"])
        self.assertEqual(self._visits(), visits)
        self.assertFalse(visits[0].calendar_event_id)
