from copy import deepcopy
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .connected_common import CONNECTED, get_recorded
from .meetings_common import MeetingsCommon

FUTURE = "2099-01-01 00:00:00"
# Meetings of the recorded series that are over on 9 April
HELD = ["2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"]


class CalendarCases:
    """Meetings that are made, changed and deleted in a calendar elsewhere, and fetched by Odoo's
    own code for it. The recorded answers are what changes until 8 April, before the job has logged
    the meetings of March; Odoo hears of it the day after."""

    is_audited = True
    allow_inherited_tests_method = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as in a company: what is done here goes to the calendar elsewhere
        cls.env = cls.env(context={"no_mail_to_attendees": True})
        cls.answers = get_recorded(cls.service)
        cls.seller.company_id.write(
            {"email": "info@own.example.com", "website": "https://www.own.example.com"}
        )
        for user in cls.seller | cls.seller2:
            cls._connect(user)

    def _sync(self, situation, user=None):
        """Fetch what has happened in the calendar of a user, long before anything that is done from
        now on."""
        user = user or self.seller
        self.env.flush_all()
        with self._answering(deepcopy(self.answers[situation])):
            self._fetch(user.with_user(user).sudo())
        self.env.flush_all()
        for table in ("calendar_event", "calendar_recurrence"):
            self.env.cr.execute(f"UPDATE {table} SET write_date = '2026-03-20 09:00:00'")
        self.env.invalidate_all()

    def _sync_and_log(self, situation):
        self._sync(situation)
        self._run_job()

    def _create_prospect(self):
        """One that was registered before the meeting."""
        with freeze_time("2026-03-25 09:00:00"):
            return self._create_event(self.prospect_category)

    # ------------------------------------------------------------
    # ONE MEETING
    # ------------------------------------------------------------

    def test_held_meeting_is_a_visit(self):
        """It counts once, for its day, its organizer and the customer, and answers the prospect;
        fetched again it is no second one."""
        prospect = self._create_prospect()
        self._sync("made")
        self.assertFalse(self._visits())
        self._run_job()
        visit = self._visits()
        self.assertEqual(self._days(), ["2026-03-31"])
        self.assertEqual((visit.user_id, visit.customer_id), (self.seller, self.customer))
        self.assertTrue(visit.is_assumed)
        self.assertEqual(prospect.answered_by_id, visit)
        self._sync_and_log("made")
        self.assertEqual(self._visits(), visit)

    def test_meeting_of_a_whole_day(self):
        self._sync_and_log("all day")
        self.assertEqual(self._days(), ["2026-03-31"])

    def test_moved(self):
        """The visit is of the new day; moved ahead it is none, until it is held."""
        self._sync_and_log("made")
        visit = self._visits()
        self._sync("moved")
        self.assertEqual(self._visits(), visit)
        self.assertEqual(self._days(), ["2026-04-02"])
        self._sync("moved ahead")
        self.assertFalse(self._visits())
        self.startClassPatcher(freeze_time("2026-04-15 12:00:00"))
        self._run_job("2026-04-15 12:00:00")
        self.assertEqual(self._days(), ["2026-04-15"])

    def test_declined_when_it_was_over(self):
        """The seller is asked whether it took place."""
        self._sync_and_log("made")
        visit = self._visits()
        self._sync("declined")
        self.assertFalse(self._visits())
        self.assertTrue(visit.active)
        self.assertIn("Did “", self._get_last_message().subject)

    def _get_last_message(self):
        return self.env["mail.message"].search(
            [("partner_ids", "in", self.seller.partner_id.ids)], order="id desc", limit=1
        )

    def test_declined_before(self):
        self._sync("made")
        self._sync_and_log("declined")
        self.assertFalse(self._visits())

    def test_cancelled(self):
        """What Odoo had logged is withdrawn, and the prospect waits again."""
        prospect = self._create_prospect()
        self._sync_and_log("made")
        self._sync("cancelled")
        self.assertFalse(self._visits())
        self.assertTrue(prospect.active)
        self._run_job()
        self.assertFalse(self._visits())

    def test_cancelled_after_a_person_has_logged_it(self):
        """What a person says stays."""
        self._sync("made")
        self._log_by_form("2026-03-31", summary="Samples shown")
        visit = self._visits()
        self._sync_and_log("cancelled")
        self.assertEqual(self._visits(), visit)
        self.assertEqual(visit.event_date, fields.Date.to_date("2026-03-31"))

    def test_logged_by_form(self):
        self._sync("made")
        self._log_by_form("2026-03-31", summary="Samples shown")
        self._run_job()
        self.assertEqual(self._visits().mapped("summary"), ["Samples shown"])

    # ------------------------------------------------------------
    # WHO WAS THERE
    # ------------------------------------------------------------

    def test_invited_by_the_customer(self):
        """It is the visit of a seller who has accepted."""
        self._sync_and_log("invited")
        self.assertEqual(self._visits().user_id, self.seller)
        self.assertEqual(self._days(), ["2026-03-31"])

    def test_invited_by_the_customer_without_an_answer(self):
        self._sync_and_log("invited, no answer")
        self.assertFalse(self._visits())

    def test_two_sellers_with_the_same_meeting(self):
        """Both calendars bring it: one visit, the organizer's, the other one was there."""
        self._sync("with a colleague")
        self._sync("with a colleague, there", self.seller2)
        self._run_job()
        visit = self._visits()
        self.assertEqual(len(visit), 1)
        self.assertEqual((visit.user_id, visit.companion_ids), (self.seller, self.seller2))

    def test_rooms_and_colleagues_without_a_user_are_no_customers(self):
        """Neither make a meeting among colleagues a visit, nor do they hold for a customer who has
        declined."""
        events = self.env["mail.activity"].with_context(active_test=False)
        for situation in ("room", "declined, with a room"):
            self._sync_and_log(situation)
            self.assertFalse(
                events.search([("user_id", "=", self.seller.id), ("is_held", "=", True)]),
                situation,
            )
            self._sync("cancelled")

    # ------------------------------------------------------------
    # A SERIES
    # ------------------------------------------------------------

    def test_series(self):
        """Each meeting of it that is over counts, also those that were over when it was fetched."""
        self._sync_and_log("series")
        self.assertEqual(self._days(), HELD)
        self._run_job("2026-04-13 12:00:00")
        self.assertEqual(self._days(), [*HELD, "2026-04-13"])

    def test_one_of_a_series_is_moved(self):
        self._sync_and_log("series")
        self._sync_and_log("one moved")
        self.assertEqual(self._days(), [*HELD[:2], "2026-03-24", *HELD[3:]])

    def test_one_of_a_series_is_moved_ahead(self):
        self._sync_and_log("series")
        self._sync_and_log("one moved ahead")
        self.assertEqual(self._days(), HELD[:4])
        self.startClassPatcher(freeze_time("2026-04-10 12:00:00"))
        self._run_job("2026-04-10 12:00:00")
        self.assertEqual(self._days(), [*HELD[:4], "2026-04-10"])

    def test_one_of_a_series_is_cancelled(self):
        self._sync_and_log("series")
        self._sync_and_log("one cancelled")
        self.assertEqual(self._days(), [*HELD[:2], *HELD[3:]])

    def test_series_is_renamed(self):
        """The past stays as it was, also where nobody had looked at it before."""
        for is_logged in (False, True):
            with self.subTest(is_logged=is_logged):
                self._sync("series")
                if is_logged:
                    self._run_job()
                self._sync("series renamed")
                self.assertEqual(self._days(), HELD)
                self._run_job("2026-04-13 12:00:00")
                self.assertEqual(self._days(), [*HELD, "2026-04-13"])
                self._visits().unlink()
                self._sync("series deleted")

    def test_series_is_deleted(self):
        """What was held was held, also where nobody had looked at it before."""
        for is_logged in (False, True):
            with self.subTest(is_logged=is_logged):
                self._sync("series")
                if is_logged:
                    self._run_job()
                self._sync("series deleted")
                self.assertEqual(self._days(), HELD)
                self._run_job("2026-04-13 12:00:00")
                self.assertEqual(self._days(), HELD)
                self._visits().unlink()


@tagged("post_install", "-at_install", "-standard", CONNECTED)
class TestMeetingsOfGoogle(CalendarCases, MeetingsCommon):
    """K7: meetings as Odoo's sync with Google's calendar writes them."""

    service = "google"

    @classmethod
    def _connect(cls, user):
        settings = cls.env["res.users.settings"].sudo()._find_or_create_for_user(user)
        settings.write(
            {
                "google_calendar_rtoken": "refresh",
                "google_calendar_token": "token",
                "google_calendar_token_validity": FUTURE,
                "google_calendar_sync_token": "last",
            }
        )

    def _answering(self, answer):
        def request(service, uri, params=None, headers=None, method="POST", **options):
            self.assertEqual((method, uri), ("GET", "/calendar/v3/calendars/primary/events"))
            return 200, answer, fields.Datetime.now()

        return patch.object(self.env.registry["google.service"], "_do_request", request)

    def _fetch(self, user):
        from odoo.addons.google_calendar.utils.google_calendar import GoogleCalendarService

        user._sync_google_calendar(GoogleCalendarService(user.env["google.service"]))

    def test_other_guest(self):
        """The visit is with the other customer, and answers the prospect no longer."""
        prospect = self._create_prospect()
        self._sync_and_log("made")
        self._sync("other guest")
        self.assertFalse(self._visits())
        self.assertEqual(len(self._visits(self.other_customer)), 1)
        self.assertTrue(prospect.active)


@tagged("post_install", "-at_install", "-standard", CONNECTED)
class TestMeetingsOfOutlook(CalendarCases, MeetingsCommon):
    """K7: meetings as Odoo's sync with Microsoft's calendar writes them."""

    service = "outlook"

    @classmethod
    def _connect(cls, user):
        user.sudo().write(
            {
                "microsoft_calendar_rtoken": "refresh",
                "microsoft_calendar_token": "token",
                "microsoft_calendar_token_validity": FUTURE,
            }
        )
        settings = cls.env["res.users.settings"].sudo()._find_or_create_for_user(user)
        settings.microsoft_calendar_sync_token = "last"

    def _answering(self, answer):
        instances = {"value": answer.pop("instances", [])}

        def request(service, uri, params=None, headers=None, method="POST", **options):
            self.assertEqual(method, "GET")
            found = instances if uri.endswith("/instances") else answer
            return 200, deepcopy(found), fields.Datetime.now()

        return patch.object(self.env.registry["microsoft.service"], "_do_request", request)

    def _fetch(self, user):
        user._sync_microsoft_calendar()

    def test_other_guest(self):
        """Odoo takes over whom Outlook invites in addition, and keeps whom it invites no longer:
        the visit stays with the first of them."""
        self._sync_and_log("made")
        visit = self._visits()
        self._sync("other guest")
        self.assertEqual(self._visits(), visit)
        self.assertFalse(self._visits(self.other_customer))
