from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .meetings_common import MeetingsCommon


@tagged("post_install", "-at_install")
class TestEventCorrections(MeetingsCommon):
    """What somebody corrects on one meeting that was logged, its visit follows."""

    is_audited = True

    def _logged(self, *args, **values):
        meeting = self._meeting(*args, **values)
        self._run_job()
        self.assertEqual(len(self._visits()), 1)
        return meeting

    def _move(self, meeting, start, stop):
        meeting.write({"start": start, "stop": stop})

    def test_day_corrected(self):
        """31 March was 1 April: the visit is of that day, in the report as well."""
        for values in ({}, self._on_lead()):
            with self.subTest(values):
                meeting = self._logged(**values)
                self._move(meeting, "2026-04-01 10:00:00", "2026-04-01 11:00:00")
                self.assertEqual(self._days(), ["2026-04-01"])
                self.env.flush_all()
                rows = self.env["sales.event.report"].search(
                    [("customer_id", "=", self.customer.id), ("is_held", "=", True)]
                )
                self.assertEqual(rows.mapped("event_date"), [date(2026, 4, 1)])
                self._run_job()
                self.assertEqual(self._days(), ["2026-04-01"])
                self._visits().unlink()

    def test_a_client_does_not_say_that_the_past_stands(self):
        meeting = self._logged().with_context(past_stands=True)
        self._move(meeting, "2026-04-01 10:00:00", "2026-04-01 11:00:00")
        self.assertEqual(self._days(), ["2026-04-01"])

    def test_day_of_a_visit_that_a_person_logged(self):
        """Marked as done or logged by form, the visit follows as well; a day that a person gave to
        the visit stays."""
        meeting = self._meeting(**self._on_lead())
        meeting.activity_ids.with_user(self.seller).action_done()
        self._move(meeting, "2026-04-01 10:00:00", "2026-04-01 11:00:00")
        self.assertEqual(self._days(), ["2026-04-01"])
        self._visits().event_date = "2026-04-02"
        self._move(meeting, "2026-04-03 10:00:00", "2026-04-03 11:00:00")
        self.assertEqual(self._days(), ["2026-04-02"])
        self._visits().unlink()
        meeting = self._meeting()
        self._log_by_form("2026-03-31")
        self._move(meeting, "2026-04-01 10:00:00", "2026-04-01 11:00:00")
        self.assertEqual(self._days(), ["2026-04-01"])

    def test_answer_follows_the_corrected_day(self):
        """A visit that took place before the prospect was registered does not answer it."""
        with freeze_time("2026-03-31 08:00:00"):
            prospect = self._create_event(self.prospect_category)
        meeting = self._logged()
        self.assertEqual(prospect.answered_by_id, self._visits())
        self._move(meeting, "2026-03-30 10:00:00", "2026-03-30 11:00:00")
        self.assertFalse(prospect.answered_by_id)
        self.assertTrue(prospect.active)

    def test_archived_by_mistake_and_restored(self):
        """An archived meeting's visit does not count; restored, it counts as it was."""
        for values in ({}, self._on_lead()):
            with self.subTest(values):
                with freeze_time("2026-03-30 08:00:00"):
                    prospect = self._create_event(self.prospect_category)
                meeting = self._logged(**values)
                self._visits().note = "<p>Twenty</p>"
                facts = self._facts()
                meeting.action_archive()
                self.assertFalse(self._visits())
                self.assertTrue(prospect.active)
                self._run_job()
                self.assertFalse(self._visits())
                meeting.action_unarchive()
                self.assertEqual(self._facts(), facts)
                self.assertEqual(prospect.answered_by_id, self._visits())
                self._run_job()
                self.assertEqual(self._facts(), facts)
                (self._visits() | prospect).unlink()

    def test_archived_visit_is_no_missed_one(self):
        """A visit of an archived meeting was not needed: nobody is said to have been missed."""
        meeting = self._logged()
        visit = self._visits()
        meeting.action_archive()
        self.env.flush_all()
        self.assertEqual(self.env["sales.event.report"].browse(visit.id).state, "skipped")

    def test_moved_ahead_and_back(self):
        """Moved to next week it is planned; moved back it is the visit that it was."""
        meeting = self._logged()
        self._visits().note = "<p>Twenty</p>"
        facts = self._facts()
        self._move(meeting, "2026-04-14 10:00:00", "2026-04-14 11:00:00")
        self.assertFalse(self._visits())
        self._move(meeting, "2026-03-31 10:00:00", "2026-03-31 11:00:00")
        self._run_job()
        self.assertEqual(self._facts(), facts)

    def test_form_logs_a_meeting_that_was_withdrawn(self):
        """A visit that was withdrawn and that a person logs after all is that visit."""
        meeting = self._logged()
        visit = self._visits()
        self._move(meeting, "2026-04-14 10:00:00", "2026-04-14 11:00:00")
        with freeze_time("2026-04-14 12:00:00"):
            self._log_by_form("2026-04-14")
        self.assertEqual(self._visits(), visit)
        self.assertEqual(self._days(), ["2026-04-14"])

    def test_guest_corrected(self):
        """The guest was wrong: the visit is with the right one's customer."""
        with freeze_time("2026-03-30 08:00:00"):
            prospect = self._create_event(self.prospect_category, self.other_customer)
        meeting = self._logged()
        visit = self._visits()
        meeting.partner_ids = [(3, self.contact.id), (4, self.other_customer.id)]
        self.assertFalse(self._visits())
        self.assertEqual(self._visits(self.other_customer), visit)
        self.assertEqual((visit.res_model, visit.res_id), ("res.partner", self.other_customer.id))
        self.assertEqual(prospect.answered_by_id, visit)

    def test_guest_of_a_visit_that_a_person_logged(self):
        """The same for one logged by form; one that a person gave to somebody else stays."""
        meeting = self._meeting()
        self._log_by_form("2026-03-31")
        meeting.partner_ids = [(3, self.contact.id), (4, self.other_customer.id)]
        self.assertEqual(len(self._visits(self.other_customer)), 1)
        third = self.env["res.partner"].create({"name": "Third", "is_company": True})
        self._visits(self.other_customer).write({"res_id": third.id, "customer_id": third.id})
        meeting.partner_ids = [(3, self.other_customer.id), (4, self.contact.id)]
        self.assertEqual(len(self._visits(third)), 1)

    def test_opportunity_corrected(self):
        """The meeting was on another opportunity, of another customer."""
        meeting = self._logged(**self._on_lead())
        other = self.lead.copy({"partner_id": self.other_customer.id})
        meeting.opportunity_id = other
        visit = self._visits(self.other_customer)
        self.assertEqual(visit.lead_id, other)
        self.assertFalse(self._visits())

    def test_opportunities_merged(self):
        """A merge is no correction: the visit moves along with the customer that it had."""
        self._logged(**self._on_lead())
        other = self.lead.copy(
            {"partner_id": self.other_customer.id, "probability": 90, "user_id": self.seller.id}
        )
        (other | self.lead).merge_opportunity()
        self.assertFalse(self.lead.exists())
        visit = self._visits()
        self.assertEqual((visit.lead_id, visit.res_id), (other, other.id))

    def test_guest_added_to_a_meeting_among_colleagues(self):
        """A meeting that turns out to have been with a customer is logged."""
        meeting = self._meeting(partner_ids=[(6, 0, self.seller.partner_id.ids)])
        self._run_job()
        self.assertFalse(self._visits())
        meeting.partner_ids = [(4, self.contact.id)]
        self._run_job()
        self.assertEqual(self._days(), ["2026-03-31"])

    def test_visit_that_a_person_deleted_stays_deleted(self):
        """A person who deletes a visit is not told again that there was one."""
        meeting = self._logged()
        self._visits().unlink()
        self._move(meeting, "2026-04-01 10:00:00", "2026-04-01 11:00:00")
        self._run_job()
        self.assertFalse(self._visits())

    def test_organizer_changed(self):
        """The organizer was a colleague: the visit is the colleague's, with team and company."""
        team = self.env["crm.team"].create(
            {"name": "Other Team", "member_ids": [(6, 0, self.seller2.ids)]}
        )
        meeting = self._logged().with_user(self.env.user)
        self.assertEqual(self._visits().event_team_id, self.team)
        meeting.write(
            {"user_id": self.seller2.id, "partner_ids": [(4, self.seller2.partner_id.id)]}
        )
        visit = self._visits()
        self.assertEqual(visit.user_id, self.seller2)
        self.assertEqual(visit.event_team_id, team)

    def test_day_is_where_the_new_seller_is(self):
        """At ten in the evening in Brussels it is the next day for a colleague in Tokyo."""
        self.seller2.tz = "Asia/Tokyo"
        meeting = self._logged("2026-03-31 20:00:00").with_user(self.env.user)
        self.assertEqual(self._days(), ["2026-03-31"])
        meeting.user_id = self.seller2
        self.assertEqual(self._days(), ["2026-04-01"])

    def test_organizer_of_another_company(self):
        """A seller who may not have the visit does not stop the calendar; the visit stays."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self._new_user("sp_stranger", "Stan", "sales_team.group_sale_salesman")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.customer.company_id = self.company_main
        meeting = self._logged().with_user(self.env.user)
        meeting.user_id = stranger
        self.assertEqual(meeting.user_id, stranger)
        self.assertEqual(self._visits().user_id, self.seller)

    # ------------------------------------------------------------
    # DECLINED WHEN IT WAS OVER
    # ------------------------------------------------------------

    def _open(self):
        return self.env["mail.activity"].search(
            [
                ("customer_id", "=", self.customer.id),
                ("event_category_id", "=", self.visit_category.id),
            ]
        )

    def _asked(self, user):
        return self.env["mail.message"].search(
            [
                ("notified_partner_ids", "in", user.partner_id.ids),
                ("subject", "ilike", "take place"),
            ]
        )

    def test_everybody_declines_when_it_is_over(self):
        """The seller is asked, before or after the job: the visit is open, and counts or not as the
        seller says."""
        for values in ({}, self._on_lead()):
            for is_logged in (True, False):
                with self.subTest(is_logged=is_logged, **values):
                    meeting = self._logged(**values) if is_logged else self._meeting(**values)
                    self._answer(meeting, self.contact, "declined")
                    self._run_job()
                    self.assertFalse(self._visits())
                    question = self._open()
                    self.assertEqual(question.user_id, self.seller)
                    self.assertEqual(len(self._asked(self.seller)), 1)
                    question.with_user(self.seller).action_done()
                    self.assertEqual(self._days(), ["2026-03-31"])
                    self._run_job()
                    self.assertEqual(self._visits(), question)
                    self._asked(self.seller).unlink()
                    question.unlink()
                    meeting.unlink()

    def test_seller_says_that_it_was_not_held(self):
        """An outcome that is not held closes the question without a visit."""
        meeting = self._logged()
        self._answer(meeting, self.contact, "declined")
        question = self._open()
        question.outcome_id = self.outcome_no_answer
        question.with_user(self.seller).action_done()
        self._run_job()
        self.assertFalse(self._visits() | self._open())

    def test_some_decline_when_it_is_over(self):
        """One guest of two declines: the visit stays."""
        meeting = self._logged(
            partner_ids=[(6, 0, (self.seller.partner_id | self.contact | self.customer).ids)]
        )
        self._answer(meeting, self.contact, "declined")
        self.assertEqual(len(self._visits()), 1)
        self.assertFalse(self._open())

    def test_visit_that_a_person_logged_is_not_asked_about(self):
        """Who has said that it was held is not asked again."""
        for way in ("form", "done"):
            with self.subTest(way):
                meeting = self._meeting(**self._on_lead())
                if way == "form":
                    self._run_job()
                    self._log_by_form("2026-03-31", lead_id=self.lead.id)
                else:
                    meeting.activity_ids.with_user(self.seller).action_done()
                self._answer(meeting, self.contact, "declined")
                self.assertEqual(self._days(), ["2026-03-31"])
                self._visits().unlink()

    def test_declined_in_time(self):
        """Declined before the meeting: no visit, and no question."""
        meeting = self._meeting("2026-04-10 10:00:00")
        self._answer(meeting, self.contact, "declined")
        self._run_job("2026-04-10 12:00:00")
        self.assertFalse(self._visits() | self._open())

    # ------------------------------------------------------------
    # DELETED
    # ------------------------------------------------------------

    def test_no_show_survives_the_meeting(self):
        """What a person logged of a meeting stays when it is deleted, held or not."""
        meeting = self._meeting()
        self._log_by_form("2026-03-31", outcome_id=self.outcome_no_answer.id)
        visit = meeting.with_context(active_test=False).activity_ids
        meeting.unlink()
        self.assertTrue(visit.exists())
        self.assertFalse(visit.is_held)

    def test_completed_visit_survives_the_meeting(self):
        """A visit that the job logged and a person completed is the person's."""
        meeting = self._logged()
        self.assertTrue(meeting.is_visit_logged)
        self._log_by_form("2026-03-31", summary="Samples shown")
        self.assertFalse(meeting.is_visit_logged)
        meeting.unlink()
        self.assertEqual(self._visits().summary, "Samples shown")
