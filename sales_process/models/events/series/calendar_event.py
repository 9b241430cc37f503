from odoo import models

from ....tools.meetings import match_meetings

# What a person chooses when a change is meant for more than the one meeting.
SERIES_WIDE = ("all_events", "future_events")


class CalendarEvent(models.Model):
    """What is done to a series, through one of its meetings, leaves the past as it is."""

    _inherit = "calendar.event"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        series = self.recurrence_id if vals.get("recurrence_update") in SERIES_WIDE else None
        if not series or len(self) != 1:
            return super().write(vals)
        with series._past_stands():
            return super().write(vals)

    def action_mass_deletion(self, recurrence_update_setting):
        with self.recurrence_id._past_stands():
            return super().action_mass_deletion(recurrence_update_setting)

    def action_mass_archive(self, recurrence_update_setting):
        if recurrence_update_setting not in SERIES_WIDE:
            return super().action_mass_archive(recurrence_update_setting)
        with self.recurrence_id._past_stands():
            return super().action_mass_archive(recurrence_update_setting)

    def change_attendee_status(self, status, recurrence_update_setting):
        if recurrence_update_setting not in SERIES_WIDE:
            return super().change_attendee_status(status, recurrence_update_setting)
        with self.recurrence_id._past_stands():
            return super().change_attendee_status(status, recurrence_update_setting)

    def _log_what_is_over(self):
        """Log those of these meetings that are over before they are changed: afterwards nobody
        knows when and with whom they were."""
        category = self._get_meeting_category()
        over = self.filtered(lambda meeting: not meeting.is_visit_checked and meeting._is_over())
        if category and over:
            over._try_to_log(category)

    def _pass_on_visits(self, made, starts, activities, shift):
        """Give the activities of these meetings, which are there no longer, to those in their
        place. A visit whose meeting has no successor, or one that is to come, stands alone.

        :param made: the meetings that the change of the series has made
        :param starts: ``{meeting: when it began}``, before the change
        :param activities: ``{meeting: its activities}``, before the change
        :param shift: by how much the series has moved
        """
        empty = self.env["mail.activity"]
        there = empty.concat(*activities.values()).exists()
        left = {meeting: there & activities.get(meeting, empty) for meeting in self}
        matches = match_meetings(
            {meeting.id: starts[meeting] for meeting, events in left.items() if events},
            {meeting.id: meeting.start for meeting in made},
            shift,
        )
        # what Odoo has made for them again, and plans for the past
        placed = made.filtered(lambda meeting: meeting.id in matches.values() or meeting._is_over())
        placed.activity_ids.unlink()
        for meeting, events in left.items():
            successor = self.browse(matches.get(meeting.id, ()))
            if not successor or not successor._is_over():  # what is to come was not held yet
                logged = events._filtered_logged()
                logged._release_from_meeting(starts[meeting])
                events -= logged
            if successor:
                successor._take_over(events)

    def _take_over(self, activities):
        """Have the activities of the meeting in whose place this one is."""
        activities._link_to_meeting(self)
        # what is planned is for this meeting's day, and for who organizes it now
        quiet = {"calendar_event_meeting_update": True, "mail_activity_quick_update": True}
        self.with_context(**quiet)._sync_activities({"name", "start", "user_id"})

    def _part_from_visits(self, start):
        """The meeting is one to come now: what was held before, from that start, stands alone."""
        self._get_all_events()._filtered_logged()._release_from_meeting(start)
        self._note_checked(False)

    def _leave_past_unlogged(self):
        """Look no more at those of these meetings that are over."""
        self.filtered(
            lambda meeting: not meeting.is_visit_checked and meeting._is_over()
        )._note_checked()
