from contextlib import suppress
from datetime import timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools.meetings import HALF_A_DAY
from .meetings_common import MeetingsCommon

SERIES = st.fixed_dictionaries(
    {
        "count": st.integers(2, 9),
        "weeks_ago": st.integers(0, 9),
        "rrule_type": st.sampled_from(["weekly", "daily"]),
        "on_lead": st.booleans(),
        "logged": st.sampled_from(["job", "done", "late"]),
    }
)
EDIT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["move", "name", "guest", "seller", "rule", "stop", "delete", "archive"]
        ),
        "which": st.sampled_from(["all_events", "future_events"]),
        "meeting": st.integers(0, 8),
        "hours": st.sampled_from([-49, -24, -3, 0.5, 4, 25, 24 * 7, 24 * 100]),
        "interval": st.integers(1, 3),
    }
)


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestEventSeriesProperty(MeetingsCommon):
    """Whatever is done to whichever series, visits in the past never change by it."""

    def test_random_edits_of_random_series(self):
        """Visits stay as they are after each edit and the next run of the job, and what is held
        later is one visit each."""

        @settings(
            max_examples=20,
            phases=[Phase.generate],  # to make a failure smaller would take minutes
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(SERIES, st.lists(EDIT, min_size=1, max_size=4))
        def check(series, edits):
            savepoint = self.env.cr.savepoint()
            try:
                self._check(series, edits)
            finally:
                savepoint.rollback()
                savepoint.close()
                self.env.invalidate_all()

        check()

    def _check(self, series, edits):
        start = fields.Datetime.from_string("2026-04-06 10:00:00")
        begin = start - timedelta(weeks=series["weeks_ago"])
        meetings = self._series(
            start=str(begin),
            count=series["count"],
            **self._on_lead() if series["on_lead"] else {},
        )
        if series["rrule_type"] == "daily":
            meetings = self._edit(meetings, {"kind": "daily", "which": "all_events", "meeting": 0})
        if series["logged"] == "done":
            over = meetings.filtered(lambda meeting: meeting.stop < fields.Datetime.now())
            over.activity_ids.with_user(self.seller).action_done()
        if series["logged"] != "late":
            self._log()
        facts = self._facts()
        for edit in edits:
            if not meetings:
                break
            is_soon = any(
                meeting.stop >= fields.Datetime.now() > meeting.start - HALF_A_DAY
                for meeting in meetings
            )
            meetings = self._edit(meetings, edit)
            if series["logged"] == "late":
                series["logged"] = "logged"
                self._log()
                facts = self._facts()
            self.assertEqual(self._facts(), facts)
            self._log()
            if is_soon:  # which may be over now
                self.assertLessEqual(set(facts), set(self._facts()))
                self.assertLessEqual(len(self._facts()), len(facts) + 1)
                facts = self._facts()
            self.assertEqual(self._facts(), facts)
        self._check_later(facts)

    def _check_later(self, facts):
        """Each meeting to come is one visit more when it is over."""
        to_come = (
            self._get_meetings()
            .filtered(
                lambda meeting: (
                    meeting.stop > fields.Datetime.now() and meeting.user_id == self.seller
                )
            )
            .filtered(lambda meeting: self.contact in meeting.partner_ids)
        )
        with freeze_time("2027-12-01 12:00:00"):
            self._log()
        mine = self._visits().filtered(lambda visit: visit.user_id == self.seller)
        held = [fact for fact in facts if fact[2] == self.seller]
        self.assertEqual(len(mine), len(held) + len(to_come))
        self.assertLessEqual(set(facts), set(self._facts()))

    def _log(self):
        self.env.flush_all()
        category = self.env["calendar.event"]._get_meeting_category()
        meetings = self.env["calendar.event"].search(
            self.env["calendar.event"]._get_meetings_over_domain()
        )
        meetings.filtered(lambda meeting: meeting._is_over())._log_as_held(category)
        self.env.invalidate_all()

    def _edit(self, meetings, edit):
        """Edit a series by one of its meetings, and return what it is then."""
        meeting = meetings[edit["meeting"] % len(meetings)].with_user(self.env.user)
        which = edit["which"]
        if edit["kind"] == "delete":
            meeting.action_mass_deletion(which)
        elif edit["kind"] == "archive":
            meeting.action_mass_archive(which)
        else:
            # what Odoo itself refuses leaves all as it was
            with suppress(UserError), self.env.cr.savepoint():
                meeting.write({"recurrence_update": which, **self._get_vals(meeting, edit)})
        self.env.flush_all()
        self.env.invalidate_all()
        return self._get_meetings().filtered("recurrence_id").sorted("start")

    def _get_meetings(self):
        return self.env["calendar.event"].search([("name", "=like", "Show the samples%")])

    def _get_vals(self, meeting, edit):
        shift = timedelta(hours=edit.get("hours", 0))
        return {
            "move": {"start": meeting.start + shift, "stop": meeting.stop + shift},
            "name": {"name": f"{meeting.name}!"},
            "guest": {"partner_ids": [Command.link(self.other_customer.id)]},
            "seller": {
                "user_id": self.seller2.id,
                "partner_ids": [Command.link(self.seller2.partner_id.id)],
            },
            "rule": {"rrule_type": "weekly", "mon": True, "interval": edit.get("interval", 1)},
            "daily": {"rrule_type": "daily"},
            "stop": {"recurrency": False},
        }[edit["kind"]]
