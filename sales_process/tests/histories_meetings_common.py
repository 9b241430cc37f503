from datetime import timedelta

from odoo import Command, fields

HOURS = (-49, -24, -3, 1, 4, 25, 24 * 7)
SERIES_WIDE = ("all_events", "future_events")


class MeetingDeeds:
    """What happens in the calendar, and the job that logs what is over."""

    def meetings(self, is_series=None):
        meetings = (
            self.env["calendar.event"]
            .sudo()
            .with_context(active_test=False)
            .search([("name", "=like", "Visit of %")], order="start, id")
        )
        if is_series is None:
            return meetings
        return meetings.filtered(lambda meeting: bool(meeting.recurrence_id) == is_series)

    def _meet(self, a, b, **values):
        seller = self.pick(self.sellers, a)
        start = fields.Datetime.now() + timedelta(hours=self.pick(HOURS, b))
        on_lead = {}
        if leads := self.leads():
            lead = self.pick(leads, b)
            on_lead = {
                "opportunity_id": lead.id,
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
            }
        return self.acting(a)["calendar.event"].create(
            {
                "name": f"Visit of {a} {b}",
                "start": start,
                "stop": start + timedelta(hours=1),
                "user_id": seller.id,
                "partner_ids": [Command.set((seller.partner_id | self.customers[:1]).ids)],
                **(on_lead if a % 2 else {}),
                **values,
            }
        )

    def do_meet(self, a, b):
        if len(self.meetings(is_series=False)) > 4:
            self.pick((), a)
        self._meet(a, b)

    def do_meet_weekly(self, a, b):
        if self.meetings(is_series=True):
            self.pick((), a)
        start = fields.Datetime.now() - timedelta(days=21, hours=b)
        self._meet(
            a,
            b,
            start=start,
            stop=start + timedelta(hours=1),
            recurrency=True,
            rrule_type="weekly",
            interval=1,
            mon=True,
            end_type="count",
            count=4 + b % 3,
            event_tz="UTC",
        )

    def do_add_event_of_meeting(self, a, b):
        """Another activity of a meeting: it counts once all the same."""
        meeting = self.pick(self.meetings().filtered("active"), a)
        self._log(
            self.visit_category, a, b, calendar_event_id=meeting.id, user_id=meeting.user_id.id
        )

    def do_log_what_is_over(self, _a, _b):
        Meeting = self.env["calendar.event"].sudo()
        over = Meeting.search(Meeting._get_meetings_over_domain(), order="stop, id")
        over = over.filtered(lambda meeting: meeting._is_over())
        over._try_to_log(Meeting._get_meeting_category())

    def do_move_meeting(self, a, b):
        meeting = self.pick(self.meetings(is_series=False), a)
        shift = timedelta(hours=self.pick(HOURS, b))
        meeting.write({"start": meeting.start + shift, "stop": meeting.stop + shift})

    def do_move_one_of_series(self, a, b):
        meeting = self.pick(self.meetings(is_series=True), a)
        shift = timedelta(hours=self.pick(HOURS, b))
        meeting.write(
            {
                "start": meeting.start + shift,
                "stop": meeting.stop + shift,
                "recurrence_update": "self_only",
            }
        )

    def do_move_series(self, a, b):
        meeting = self.pick(self.meetings(is_series=True).filtered("active"), a)
        shift = timedelta(hours=self.pick(HOURS, b))
        meeting.write(
            {
                "start": meeting.start + shift,
                "stop": meeting.stop + shift,
                "recurrence_update": self.pick(SERIES_WIDE, a),
            }
        )

    def do_delete_of_series(self, a, b):
        meeting = self.pick(self.meetings(is_series=True).filtered("active"), a)
        meeting.action_mass_deletion(self.pick(SERIES_WIDE, b))

    def do_archive_of_series(self, a, b):
        meeting = self.pick(self.meetings(is_series=True).filtered("active"), a)
        meeting.action_mass_archive(self.pick(SERIES_WIDE, b))

    def do_delete_meeting(self, a, _b):
        self.pick(self.meetings(is_series=False), a).unlink()

    def do_archive_meeting(self, a, _b):
        self.pick(self.meetings(is_series=False).filtered("active"), a).action_archive()

    def do_restore_meeting(self, a, _b):
        archived = self.meetings().filtered(lambda meeting: not meeting.active)
        self.pick(archived, a).action_unarchive()

    def do_answer_invitation(self, a, b):
        attendees = self.meetings().attendee_ids.sorted("id")
        self.pick(attendees, a).state = self.pick(["declined", "accepted", "tentative"], b)

    def do_change_organizer(self, a, b):
        seller = self.pick(self.sellers, b)
        self.pick(self.meetings(is_series=False), a).write(
            {"user_id": seller.id, "partner_ids": [Command.link(seller.partner_id.id)]}
        )

    def do_change_guest(self, a, b):
        meeting = self.pick(self.meetings(is_series=False), a)
        guest = self.pick(self.customers, b)
        meeting.partner_ids = [Command.set((meeting.user_id.partner_id | guest).ids)]

    def do_wait(self, a, b):
        """Time passes: hours, or some days."""
        self.frozen.tick(timedelta(hours=a % 30 + 1, days=b % 3))
