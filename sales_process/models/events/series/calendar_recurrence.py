from contextlib import contextmanager
from datetime import timedelta

from odoo import models

from ....tools.meetings import match_meetings
from ....tools.refusals import refusable
from ....tools.transaction import PAST_STANDS, get_queue


class CalendarRecurrence(models.Model):
    """A series may be changed, made anew or deleted: the visits that came of it stay.

    What is over is looked at before the change, and what the change makes in the past is not looked
    at, but for what was to come some hours later. A visit is passed on to the meeting that takes
    the place of its own.
    """

    _inherit = "calendar.recurrence"

    @contextmanager
    def _past_stands(self):
        """Leave the past as it is, whatever becomes of these series inside."""
        queue = get_queue(self.env)
        if queue.holds(PAST_STANDS):
            yield
            return
        # sudo: the visits of a series may be other sellers', and its meetings private ones
        meetings = self.sudo()._get_meetings()
        meetings._log_what_is_over()
        over = meetings._filtered_over()
        starts = {meeting: meeting.start for meeting in meetings}
        activities = dict(meetings._get_all_events().grouped("calendar_event_id"))
        with queue.meanwhile(PAST_STANDS):
            yield
        self[:1]._put_past_right(self, meetings, over, starts, activities)

    @refusable("visit", retry=None)
    def _put_past_right(self, series, meetings, over, starts, activities):
        """Give what was held before these series were changed the place that it has now.

        :param meetings: all meetings of the series, and ``over`` those that were over
        :param dict starts: ``{meeting: when it began}``
        :param dict activities: ``{meeting: its activities}``
        """
        kept = meetings.exists().filtered("active")
        # sudo: as above
        made = (kept.recurrence_id | series.sudo().exists())._get_meetings() - meetings
        shifts = (meeting.start - starts[meeting] for meeting in kept)
        shift = next(filter(None, shifts), timedelta())
        (meetings - kept)._pass_on_visits(made, starts, activities, shift)
        for meeting in (kept & over).filtered(lambda meeting: not meeting._is_over()):
            meeting._part_from_visits(starts[meeting])
        ahead = {meeting.id: starts[meeting] for meeting in meetings - over}
        there = {meeting.id: meeting.start for meeting in (kept - over) | made}
        still_to_log = made.browse(match_meetings(ahead, there).values())
        ((kept | made) - still_to_log)._leave_past_unlogged()

    def _get_meetings(self):
        return self.env["calendar.event"].search([("recurrence_id", "in", self.ids)])

    # ------------------------------------------------------------
    # CALENDARS ELSEWHERE
    # ------------------------------------------------------------

    # What Google's and Microsoft's calendars say of a whole series arrives by these methods. They
    # are called only where Odoo's addon for that calendar is installed, which then has them, too.

    def _write_from_google(self, gevent, vals):
        with self._past_stands():
            return super()._write_from_google(gevent, vals)

    def _cancel(self):
        with self._past_stands():
            return super()._cancel()

    def _write_from_microsoft(self, microsoft_event, vals):
        with self._past_stands():
            return super()._write_from_microsoft(microsoft_event, vals)

    def _update_microsoft_recurrence(self, recurrence, events):
        """Microsoft's calendar sends the whole series where one of its meetings was changed or
        cancelled alone; the visit follows its meeting all the same."""
        sent = events.filter(lambda event: event.seriesMasterId == self.microsoft_id)
        with self._past_stands():
            # sudo: the visits of a series may be other sellers', and its meetings private ones
            meetings = self.sudo()
            meetings._get_cancelled_alone(sent)._get_assumed_visits()._withdraw()
            changed = meetings._get_changed_alone(sent)
            before = {meeting: meeting._get_visit_facts() for meeting in changed}
            result = super()._update_microsoft_recurrence(recurrence, events)
            changed.exists()._follow_corrections(before)
        return result

    def _get_changed_alone(self, sent):
        """Return the meetings of the series that are over, and are not as the series now."""
        exceptions = sent.filter(lambda event: event.type == "exception")
        ids = [event.odoo_id(self.env) for event in exceptions]
        return self.env["calendar.event"].browse(filter(None, ids)).exists()._filtered_over()

    def _get_cancelled_alone(self, sent):
        """Return the meetings of the series that are over, and are missing among those sent, while
        an earlier one is there: what is older than all of these is not sent any more."""
        there = {event.odoo_id(self.env) for event in sent}
        over = self._get_meetings()._filtered_over()
        known = over.filtered(lambda meeting: meeting.id in there)
        first = min(known.mapped("start"), default=None)
        return (over - known).filtered(
            lambda meeting: meeting.microsoft_id and first and meeting.start > first
        )

    def _cancel_microsoft(self):
        with self._past_stands():
            return super()._cancel_microsoft()
