from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ....tools.meetings import HALF_A_DAY, match_meetings
from ....tools.refusals import refusable
from ....tools.transaction import FOLLOWING, get_queue

BATCH_SIZE = 100
# Odoo lets an all-day meeting end at six in the evening; where days end first, it is over by then.
FIRST_END_OF_DAY = timedelta(hours=8)


class CalendarEvent(models.Model):
    """Meetings with customers that are over are visits, unless they did not take place."""

    _inherit = "calendar.event"

    is_visit_logged = fields.Boolean(
        "Logged as Visit",
        compute="_compute_is_visit_logged",
        search="_search_is_visit_logged",
        help="Odoo has logged this meeting as a held event by itself when it was over.",
    )
    is_visit_checked = fields.Boolean(readonly=True, copy=False)

    _visit_unchecked_idx = models.Index("(stop) WHERE is_visit_checked IS NOT TRUE")

    @api.depends("activity_ids.is_assumed", "activity_ids.is_withdrawn")
    def _compute_is_visit_logged(self):
        for meeting in self:
            events = meeting._get_all_events()
            meeting.is_visit_logged = any(
                event.is_assumed and not event.is_withdrawn for event in events
            )

    @api.model
    def _search_is_visit_logged(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: events of a meeting may belong to other sellers
        events = self.env["mail.activity"].sudo().with_context(active_test=False)
        logged = events._search([("is_assumed", "=", True), ("is_withdrawn", "!=", True)])
        return [("id", "in", logged.subselect("calendar_event_id"))]

    @api.model
    def _cron_log_held_meetings(self):
        """Log meetings with customers that are over as done events, once each."""
        category = self._get_meeting_category()
        if not category:
            return
        over = self.search(self._get_meetings_over_domain(), order="stop, id")
        over = over._filtered_over()
        remaining = len(over)
        for ids in split_every(BATCH_SIZE, over.ids):
            self.browse(ids).exists()._try_to_log(category)
            remaining -= len(ids)
            if not self.env["ir.cron"]._commit_progress(len(ids), remaining=remaining):
                break

    @api.model
    def _get_meeting_category(self):
        return self.env["sales.event.category"].search(
            [("log_meetings", "=", True), ("role", "=", "visit")], limit=1
        )

    @api.model
    def _get_meetings_over_domain(self):
        """Meetings that nobody has looked at since they ended, however long ago; those of a whole
        day as soon as it is over anywhere."""
        now = fields.Datetime.now()
        return [
            ("is_visit_checked", "!=", True),
            "|",
            ("stop", "<", now),
            "&",
            ("allday", "=", True),
            ("stop", "<", now + FIRST_END_OF_DAY),
        ]

    def _filtered_over(self):
        return self.filtered(lambda meeting: meeting._is_over())

    def _is_over(self):
        """Whether the meeting has ended: that of a whole day when the day has, where the seller
        is."""
        if not self.allday:
            return self.stop < fields.Datetime.now()
        seller = self._get_sellers_there()[:1] or self.user_id
        return self.stop_date < seller._get_sales_day()

    def _try_to_log(self, category):
        """Log these meetings, but for those that the company's own rules refuse."""
        logged = self._log_apart(category.id) or self.browse()
        (self - logged)._note_checked()

    @refusable("visit")
    def _log_apart(self, category_id):
        self._log_as_held(self.env["sales.event.category"].browse(category_id))
        return self

    def _log_as_held(self, category):
        """Do the open event of each of these meetings, or log one where there is nothing."""
        sellers = {meeting: meeting._get_sellers_there() for meeting in self}
        meetings = self.filtered(lambda meeting: sellers[meeting] and not meeting._is_declined())
        visits = meetings._get_visit_records()
        open_events, to_log = meetings._find_open_events(visits)
        open_events._do_for_sellers(sellers)
        to_log -= to_log._adopt_visits(sellers, visits)
        for seller, unlogged in to_log.grouped(lambda meeting: sellers[meeting][0]).items():
            # sudo: the cron acts for the seller, whose name the log entry bears
            self.env(user=seller.id, su=True)["mail.activity"].create(
                [
                    meeting._prepare_visit_vals(category, visits[meeting], sellers[meeting])
                    for meeting in unlogged
                ]
            )
        self._note_checked()

    def _note_checked(self, is_checked=True):
        """Remember that these were looked at, or that they are to be looked at again.

        A note of ours is no change of a meeting. Calendars elsewhere bring what has changed there
        only where nothing was written here since, and Odoo lets nobody whose calendar is Outlook's
        write on a meeting of a series.
        """
        if not self:
            return
        self.flush_recordset(["is_visit_checked"])
        self.env.cr.execute(
            SQL(
                """UPDATE calendar_event SET is_visit_checked = %(value)s
                    WHERE id IN %(ids)s AND is_visit_checked IS DISTINCT FROM %(value)s""",
                value=is_checked,
                ids=tuple(self.ids),
            )
        )
        self.invalidate_recordset(["is_visit_checked"], flush=False)

    def _sync_activities(self, fields):
        """What follows a meeting is what stock allows."""
        with get_queue(self.env).meanwhile(FOLLOWING):
            return super()._sync_activities(fields)

    def _is_declined(self):
        """Whether everybody invited from outside has declined."""
        guests = self._get_guests()
        answers = self.attendee_ids.filtered(lambda attendee: attendee.partner_id in guests)
        return bool(answers) and all(answer.state == "declined" for answer in answers)

    def _get_all_events(self):
        """Open and done activities of these meetings, whoever may read them."""
        # sudo: events of a meeting may belong to other sellers
        return self.sudo().with_context(active_test=False).activity_ids

    def _find_open_events(self, visits):
        """Return the open event of each of these meetings that has one, and the meetings with a
        customer that have no activity at all. What was withdrawn holds again."""
        open_events, to_log = self.env["mail.activity"], self.browse()
        for meeting in self:
            activities = meeting.with_context(active_test=False).activity_ids
            if withdrawn := activities.filtered("is_withdrawn"):
                meeting._restore_visits(withdrawn)
            elif not activities and visits[meeting]:
                to_log |= meeting
            elif not activities.filtered("is_held"):
                open_events |= activities.filtered(
                    lambda event: event.active and event.event_category_id
                )[:1]
        return open_events, to_log

    def _restore_visits(self, withdrawn):
        """Let visits of the meeting that were withdrawn count again, for the day on which it was
        after all."""
        for seller, visits in withdrawn.grouped("user_id").items():
            # sudo: a fact, which users do not write
            visits.sudo().write({"is_withdrawn": False, "event_date": self._get_sales_day(seller)})

    def _adopt_visits(self, sellers, visits):
        """Give these meetings the visits that stand without one, where it was the same: of the same
        seller with the same customer at that time.

        :return: the meetings that have been logged already, under another record
        """
        if not self:
            return self
        standing = self.env["mail.activity"].search(
            [
                ("active", "=", False),
                ("calendar_event_id", "=", False),
                ("meeting_start", ">=", min(self.mapped("start")) - HALF_A_DAY),
                ("meeting_start", "<=", max(self.mapped("start")) + HALF_A_DAY),
            ]
        )
        adopted = self.browse()
        by_whom = standing.grouped(
            lambda visit: (visit.user_id, visit.customer_id or visit.lead_id)
        )
        for key, meetings in self.grouped(
            lambda meeting: (sellers[meeting][0], meeting._get_customer(visits[meeting]))
        ).items():
            same = by_whom.get(key, standing.browse())
            gone = {visit.id: visit.meeting_start for visit in same}
            made = {meeting.id: meeting.start for meeting in meetings}
            for visit_id, meeting_id in match_meetings(gone, made).items():
                same.browse(visit_id)._link_to_meeting(self.browse(meeting_id))
                adopted |= self.browse(meeting_id)
        return adopted

    def _get_customer(self, record):
        """Return the customer of a record with whom a meeting was, else its opportunity."""
        lead, partner = self.env["mail.activity"]._get_event_links(record)
        return partner.commercial_partner_id or lead

    def _get_visit_records(self):
        """``{meeting: the record whom it was with}``, None where there is none, or no longer."""
        records = {meeting: meeting._get_visit_record() for meeting in self}
        there = set()
        for model in {record._name for record in records.values()}:
            ids = [record.id for record in records.values() if record._name == model and record]
            there.update(self.env[model].browse(ids).exists())
        return {meeting: record if record in there else None for meeting, record in records.items()}

    def _get_visit_record(self):
        """Return the opportunity or the customer whom the meeting was with, if any. To be
        extended by other ways to tell."""
        if self.opportunity_id:
            return self.opportunity_id
        if self.res_model == "res.partner" and self.res_id:
            return self.env["res.partner"].browse(self.res_id)
        return self._get_guests()[:1]

    def _prepare_visit_vals(self, category, record, sellers):
        day = self._get_sales_day(sellers[0])
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            "calendar_event_id": self.id,
            "user_id": sellers[0].id,
            "companion_ids": sellers[1:].ids,
            "summary": self.name,
            "event_date": day,
            "date_deadline": day,
            "automated": True,
            "is_assumed": True,
            "active": False,
        }

    def _get_sales_day(self, seller):
        """Return the day of the meeting where the seller is."""
        return self.start_date if self.allday else seller._get_sales_day(self.start)
