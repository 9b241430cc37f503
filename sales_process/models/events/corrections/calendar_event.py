from collections import Counter
from contextlib import contextmanager
from typing import NamedTuple

from odoo import models

from ....tools.refusals import refusable
from ....tools.transaction import PAST_STANDS, get_queue

# A change of one of these may say that a meeting that is over was not as it had seemed.
CORRECTED_FIELDS = {
    "active",
    "allday",
    "attendee_ids",
    "duration",
    "opportunity_id",
    "partner_ids",
    "res_id",
    "res_model_id",
    "start",
    "start_date",
    "stop",
    "stop_date",
    "user_id",
}


class VisitFacts(NamedTuple):
    """What a meeting said of itself before it was corrected."""

    is_declined: bool
    organizer: models.BaseModel
    sellers: models.BaseModel
    record: models.BaseModel | None
    days: dict

    @property
    def is_visit(self):
        return bool(self.sellers and self.record and not self.is_declined)


class CalendarEvent(models.Model):
    """What somebody corrects on one meeting that is over, its visit follows."""

    _inherit = "calendar.event"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        if vals.keys().isdisjoint(CORRECTED_FIELDS):
            return super().write(vals)
        with self._visits_follow():
            return super().write(vals)

    def unlink(self):
        """Withdraw what Odoo assumed of a meeting that somebody deletes; keep what a person logged,
        and the visits of a series.

        The database would delete all activities of the meeting without asking.
        """
        self.filtered("active")._filtered_single()._get_assumed_visits()._withdraw()
        kept = self._get_all_events()._filtered_logged()
        by_meeting = dict(kept.grouped("calendar_event_id"))
        for meeting, visits in by_meeting.items():
            visits._release_from_meeting(meeting.start)
        result = super().unlink()
        # sudo: what a calendar elsewhere has to hear of first is archived only, whoever may read it
        for meeting in self.sudo().exists():
            by_meeting.get(meeting, kept.browse())._link_to_meeting(meeting)
        return result

    def _get_assumed_visits(self):
        """Held visits that nobody but Odoo has logged."""
        return self._get_all_events().filtered(lambda event: event.is_assumed and event.is_held)

    def _filtered_single(self):
        """Those of these meetings to which something happens that does not happen to their
        series."""
        if get_queue(self.env).holds(PAST_STANDS):
            return self.browse()
        counts = Counter(meeting.recurrence_id for meeting in self)
        return self.filtered(
            lambda meeting: not meeting.recurrence_id or counts[meeting.recurrence_id] == 1
        )

    @contextmanager
    def _visits_follow(self):
        """Bring visits up to date when meetings that are over are corrected inside."""
        # sudo: the visits may be other sellers'
        corrected = self.sudo()._filtered_single().filtered(lambda meeting: meeting._is_over())
        before = {meeting: meeting._get_visit_facts() for meeting in corrected}
        yield
        corrected.exists()._follow_corrections(before)

    @refusable("visit", retry=None)
    def _follow_corrections(self, before):
        """Bring the visits of these meetings up to date. The calendar is not stopped for their
        sake.

        :param dict before: ``{meeting: VisitFacts}``, also of other meetings
        """
        for meeting in self:
            meeting._follow_correction(before[meeting])

    def _get_visit_facts(self):
        visits = self._get_all_events().filtered(
            lambda event: event.event_category_id and not event.active
        )
        return VisitFacts(
            is_declined=self._is_declined(),
            organizer=self.user_id,
            sellers=self._get_sellers_there(),
            record=self._get_visit_records()[self],
            days={visit: self._get_sales_day(visit.user_id) for visit in visits},
        )

    def _follow_correction(self, before):
        if not self.active:
            self._get_assumed_visits()._withdraw()
        elif not self._is_over():
            self._withdraw_visits_moved_ahead()
        else:
            after = self._get_visit_facts()
            self._correct_visits(before, after)
            if before.is_visit and (after.is_declined or self._have_declined(before, after)):
                self._ask_seller(before)
            elif after.is_visit and not before.is_visit and not self._get_all_events():
                self._note_checked(False)

    def _withdraw_visits_moved_ahead(self):
        """The meeting is planned again: so are its visits, which were nothing but assumed."""
        assumed = self._get_assumed_visits()
        assumed.filtered("automated")._withdraw()
        assumed.filtered(lambda event: not event.automated).action_unarchive()
        self._note_checked(False)

    def _correct_visits(self, before, after):
        """Let visits follow the meeting's day, seller and customer, unless a person gave them
        others; one that was withdrawn counts again."""
        for visit, day in before.days.items():
            vals = {}
            seller = self._get_corrected_seller(visit, before, after)
            if seller != visit.user_id:
                vals["user_id"] = seller.id
            new_day = self._get_sales_day(seller)
            if visit.event_date == day != new_day:
                vals["event_date"] = new_day
            if visit.is_withdrawn:
                vals["is_withdrawn"] = False
            vals.update(self._get_corrected_customer(visit, before, after))
            if vals:
                visit.with_context(mail_activity_quick_update=True).write(vals)
            if "user_id" in vals:
                visit._set_event_organization()
        if after.sellers:
            visits = self._get_all_events()._filtered_logged()
            visits._note_companions({self: after.sellers})

    def _get_corrected_seller(self, visit, before, after):
        if visit.user_id not in before.sellers:
            return visit.user_id  # a person gave it to somebody else
        first, organizer = after.sellers[:1], self.user_id._filtered_sellers()
        if visit.user_id == before.sellers[:1]:
            return (organizer if organizer != before.organizer else first) or first or visit.user_id
        return visit.user_id if visit.user_id in after.sellers else first or visit.user_id

    def _get_corrected_customer(self, visit, before, after):
        if not before.record or not after.record or before.record == after.record:
            return {}
        lead, customer = visit._get_event_links(after.record)
        if self._get_customer(before.record) not in (visit.customer_id, visit.lead_id):
            return {}
        return {
            "res_model_id": self.env["ir.model"]._get_id(after.record._name),
            "res_id": after.record.id,
            "lead_id": lead.id,
            "customer_id": customer.commercial_partner_id.id,
        }

    # ------------------------------------------------------------
    # NOT HELD AFTER ALL?
    # ------------------------------------------------------------

    def _have_declined(self, before, after):
        """Whether the sellers who were there say that they were not."""
        declined = self.attendee_ids.filtered(lambda attendee: attendee.state == "declined")
        return not after.sellers and bool(before.sellers.partner_id & declined.partner_id)

    def _ask_seller(self, before):
        """Ask the seller whether a meeting took place that was declined when it was over: its visit
        is open until the seller says so."""
        category = self._get_meeting_category()
        if not category:
            return
        self._get_assumed_visits().action_unarchive()
        events = self._get_all_events()
        if not events and not self.is_visit_checked:
            vals = self._prepare_visit_vals(category, before.record, before.sellers)
            vals.update(active=True, is_assumed=False)
            events = events.with_context(mail_activity_quick_update=True).create(vals)
        self._note_checked()
        for event in events.filtered(lambda event: event.active and event.event_category_id):
            event.with_context(lang=event.user_id.lang)._ask_whether_held()
