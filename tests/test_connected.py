"""Odoo's apps that bring meetings and leads from elsewhere: calendars, mail, live chat, events."""

from tests import outside

APPS = (
    "crm_iap_enrich",
    "crm_iap_mine",
    "crm_livechat",
    "crm_mail_plugin",
    "event_crm",
    "google_calendar",
    "microsoft_calendar",
)

PREPARE = '''
    from contextlib import contextmanager
    from datetime import datetime, timedelta
    from freezegun import freeze_time
    from odoo import Command
    from odoo.addons.google_calendar.utils.google_event import GoogleEvent
    from odoo.addons.microsoft_calendar.utils.microsoft_event import MicrosoftEvent

    env = env(context={**env.context, "no_mail_to_attendees": True, "no_calendar_sync": True})
    seller = env["res.users"].create({
        "name": "Sam", "login": "calendar_sam", "email": "sam@example.com", "tz": "UTC",
        "group_ids": [Command.link(env.ref("sales_team.group_sale_salesman").id)],
    })
    customer = env["res.partner"].create(
        {"name": "Acme", "is_company": True, "email": "info@acme.example.com"}
    )
    other = env["res.partner"].create({"name": "Other", "email": "other@example.com"})
    MONDAYS = [datetime(2026, 1, 5, 10) + timedelta(weeks=week) for week in range(20)]

    def log_meetings():
        env["calendar.event"]._cron_log_held_meetings()

    def days():
        env.invalidate_all()
        visits = env["mail.activity"].with_context(active_test=False).search(
            [("is_held", "=", True), ("customer_id", "=", customer.id)], order="event_date"
        )
        return [f"{visit.event_date} {visit.user_id.name} {visit.note or ''}" for visit in visits]

    def make_series(**values):
        first = env["calendar.event"].with_user(seller).create({
            "name": "Show the samples", "user_id": seller.id,
            "start": MONDAYS[0], "stop": MONDAYS[0] + timedelta(hours=1),
            "partner_ids": [Command.set((seller.partner_id | customer).ids)],
            "recurrency": True, "rrule_type": "weekly", "interval": 1, "mon": True,
            "end_type": "count", "count": 20, "event_tz": "UTC", **values,
        })
        return first.recurrence_id.sudo()

    def attempt(edit, make=make_series):
        """What was held: before a series is edited, then, and after the next run of the job."""
        savepoint = env.cr.savepoint()
        with freeze_time("2026-04-09 12:00:00"):
            series = make()
            env.flush_all()
            env["calendar.event"].sudo()._cron_log_held_meetings()
            visit = env["mail.activity"].with_context(active_test=False).search(
                [("is_held", "=", True), ("customer_id", "=", customer.id)], limit=1
            )
            visit.note = "Twenty"
            before = days()
            edit(series)
            env.flush_all()
            edited = days()
            log_meetings()
            found = [before, edited, days()]
        savepoint.rollback()
        env.invalidate_all()
        return found

    # the job's own commits would end the attempt
    type(env["ir.cron"])._commit_progress = lambda self, *args, **kwargs: 1.0
'''


class ConnectedTest(outside.OutsideCase):
    """The addon's own tests of these apps, which are there for no other run; and what other
    calendars do to a series leaves the visits as they were."""

    origin = outside.INSTALLED

    @classmethod
    def make_database(cls):
        super().make_database()
        cls.run_odoo(f"-i{','.join(APPS)}", step="install")

    def test_what_the_apps_bring(self):
        """Tests with the tag ``sales_process_connected``."""
        self.assertGreater(len(self.run_tests("sales_process_connected")), 40)

    def _attempt(self, script, step):
        """Results of edits of a series, each with its visits before, then and later."""
        found = self.shell(f"{PREPARE}{script}\n    env.cr.rollback()", step=step)
        self.assertTrue(found)
        for name, (before, edited, later) in found.items():
            with self.subTest(name):
                self.assertEqual(len(before), 14)
                self.assertEqual(edited, before)
                self.assertEqual(later, before)

    def test_edits_in_odoo(self):
        """A change of the name, the place, the guests or the time of a whole series."""
        self._attempt(
            """
    def edit(which="all_events", index=16, **values):
        def change(series):
            meeting = series.calendar_event_ids.sorted("start")[index].with_user(seller)
            shift = values.pop("shift", None)
            if shift:
                values.update(start=meeting.start + shift, stop=meeting.stop + shift)
            meeting.write({"recurrence_update": which, **values})
        return change

    def delete(which, index=16):
        def change(series):
            meetings = series.calendar_event_ids.sorted("start")
            meetings[index].with_user(seller).action_mass_deletion(which)
        return change

    result = {
        "name": attempt(edit(name="Show others")),
        "place": attempt(edit(location="Ghent")),
        "guests": attempt(edit(partner_ids=[Command.link(other.id)])),
        "time": attempt(edit(shift=timedelta(hours=4))),
        "weekday": attempt(edit(shift=timedelta(days=1))),
        "following from the past": attempt(edit("future_events", 9, name="Show others")),
        "following": attempt(edit("future_events", shift=timedelta(hours=4))),
        "deleted": attempt(delete("all_events")),
        "deleted from the past": attempt(delete("future_events", 9)),
    }
            """,
            "odoo",
        )

    def test_edits_in_google(self):
        """A series that is changed, moved, shortened or deleted in Google's calendar."""
        self._attempt(
            """
    def make():
        series = make_series()
        series.google_id = "series"
        for meeting in series.calendar_event_ids:
            meeting.google_id = series._get_event_google_id(meeting)
        return series

    def google(summary="Show the samples", start=MONDAYS[0], rule="FREQ=WEEKLY;COUNT=20;BYDAY=MO",
               emails=(customer.email, seller.email), **values):
        return {
            "id": "series", "summary": summary, "recurrence": [f"RRULE:{rule}"],
            "start": {"dateTime": f"{start.isoformat()}+00:00", "timeZone": "UTC"},
            "end": {"dateTime": f"{(start + timedelta(hours=1)).isoformat()}+00:00"},
            "organizer": {"email": seller.email, "self": True},
            "attendees": [{"email": email, "responseStatus": "accepted"} for email in emails],
            "reminders": {"useDefault": True}, "updated": "2099-01-01T00:00:00Z", **values,
        }

    def sync(**values):
        def change(series):
            series.with_user(seller).sudo()._sync_google2odoo(GoogleEvent([google(**values)]))
        return change

    def split(series):
        ends = "FREQ=WEEKLY;UNTIL=20260308T000000Z;BYDAY=MO"
        series.with_user(seller).sudo()._sync_google2odoo(GoogleEvent([
            google(rule=ends),
            google(id="second", summary="Others", start=MONDAYS[9],
                   rule="FREQ=WEEKLY;COUNT=11;BYDAY=MO"),
        ]))

    result = {
        "name": attempt(sync(summary="Show others"), make),
        "guests": attempt(sync(emails=(other.email, seller.email)), make),
        "time": attempt(sync(start=MONDAYS[0] + timedelta(hours=4)), make),
        "rule": attempt(sync(rule="FREQ=WEEKLY;INTERVAL=2;COUNT=10;BYDAY=MO"), make),
        "ahead": attempt(sync(start=MONDAYS[18]), make),
        "deleted": attempt(sync(status="cancelled"), make),
        "split in the past": attempt(split, make),
    }
            """,
            "google",
        )

    def test_edits_in_outlook(self):
        """A series that is changed, moved or deleted in Microsoft's calendar."""
        self._attempt(
            """
    def make():
        series = make_series()
        series.write({"microsoft_id": "series", "ms_universal_event_id": "series"})
        for index, meeting in enumerate(series.calendar_event_ids.sorted("start")):
            meeting.write({"microsoft_id": f"m{index}", "ms_universal_event_id": f"u{index}"})
        return series

    def outlook(start, **values):
        stop = start + timedelta(hours=1)
        return {
            "subject": "Show the samples", "body": {"content": ""}, "isAllDay": False,
            "start": {"dateTime": start.isoformat(), "timeZone": "UTC"},
            "end": {"dateTime": stop.isoformat(), "timeZone": "UTC"},
            "organizer": {"emailAddress": {"address": seller.email, "name": seller.name}},
            "attendees": [{
                "emailAddress": {"address": customer.email}, "status": {"response": "accepted"},
            }],
            "showAs": "busy", "sensitivity": "normal", "isOrganizer": True,
            "lastModifiedDateTime": "2099-01-01T00:00:00Z", **values,
        }

    def sync(shift=timedelta(), occurrences=True, **values):
        pattern = {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"],
                   "firstDayOfWeek": "sunday", "month": 0, "dayOfMonth": 0, "index": "first"}
        start = MONDAYS[0] + shift
        period = {"type": "numbered", "startDate": str(start.date()), "numberOfOccurrences": 20,
                  "endDate": "0001-01-01"}
        master = outlook(start, id="series", iCalUId="series", type="seriesMaster",
                         seriesMasterId=None,
                         recurrence={"pattern": pattern, "range": period}, **values)
        meetings = [
            outlook(monday + shift, id=f"m{index}", iCalUId=f"u{index}", type="occurrence",
                    seriesMasterId="series", recurrence=None)
            for index, monday in enumerate(MONDAYS)
        ]
        sent = MicrosoftEvent([master, *(meetings if occurrences else [])])
        def change(series):
            env["calendar.event"].with_user(seller).sudo()._sync_microsoft2odoo(sent)
        return change

    def cancel(series):
        series.with_user(seller).sudo()._cancel_microsoft()

    result = {
        "name": attempt(sync(subject="Show others"), make),
        "later": attempt(sync(timedelta(hours=4)), make),
        "earlier": attempt(sync(timedelta(hours=-2)), make),
        "deleted": attempt(cancel, make),
    }
            """,
            "outlook",
        )
