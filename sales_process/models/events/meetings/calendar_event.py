from datetime import timedelta

from odoo import api, fields, models

# A meeting is looked at once it is over; one found later than this was over before the addon came.
LOOK_BACK_DAYS = 30
BATCH_SIZE = 100


class CalendarEvent(models.Model):
    """Meetings with customers that are over are visits, unless they did not take place."""

    _inherit = "calendar.event"

    is_visit_logged = fields.Boolean(
        "Logged as Visit",
        readonly=True,
        copy=False,
        help="Odoo has logged this meeting as a held event by itself when it was over.",
    )
    is_visit_checked = fields.Boolean(readonly=True, copy=False)

    _visit_unchecked_idx = models.Index("(stop) WHERE is_visit_checked IS NOT TRUE")

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"start", "stop", "start_date", "stop_date", "active", "duration"}:
            self._withdraw_visits_not_held()
        return result

    def unlink(self):
        """Keep held events that a person logged; what Odoo logged by itself goes with the meeting.

        The database would delete all activities of the meeting without asking.
        """
        self._withdraw_logged_visits()
        # sudo: events of a meeting may belong to other sellers
        activities = self.sudo().with_context(active_test=False).activity_ids
        activities.filtered("is_held").write({"calendar_event_id": False})
        return super().unlink()

    def _withdraw_visits_not_held(self):
        now = fields.Datetime.now()
        moved = self.filtered(
            lambda meeting: meeting.is_visit_checked and (not meeting.active or meeting.stop > now)
        )
        moved._withdraw_logged_visits()
        moved.filtered("active").is_visit_checked = False

    def _withdraw_logged_visits(self):
        """Take back what Odoo logged by itself: the meeting did not take place after all."""
        logged = self.filtered("is_visit_logged")
        # sudo: events of a meeting may belong to other sellers
        held = logged.sudo().with_context(active_test=False).activity_ids.filtered("is_held")
        held.filtered("automated").unlink()
        held.exists().action_unarchive()
        logged.is_visit_logged = False

    # ------------------------------------------------------------
    # MEETINGS THAT ARE OVER ARE VISITS
    # ------------------------------------------------------------

    @api.model
    def _cron_log_held_meetings(self):
        """Log meetings with customers that are over as done events, once each."""
        category = self._get_meeting_category()
        if not category:
            return
        domain = self._get_meetings_over_domain()
        remaining = self.search_count(domain)
        while meetings := self.search(domain, limit=BATCH_SIZE, order="stop, id"):
            meetings._log_as_held(category)
            remaining -= len(meetings)
            if not self.env["ir.cron"]._commit_progress(len(meetings), remaining=max(remaining, 0)):
                break

    @api.model
    def _get_meeting_category(self):
        return self.env["sales.event.category"].search(
            [("log_meetings", "=", True), ("role", "=", "visit")], limit=1
        )

    @api.model
    def _get_meetings_over_domain(self):
        now = fields.Datetime.now()
        return [
            ("stop", "<", now),
            ("stop", ">=", now - timedelta(days=LOOK_BACK_DAYS)),
            ("is_visit_checked", "!=", True),
        ]

    def _log_as_held(self, category):
        """Do the open event of each of these meetings, or log one where there is nothing."""
        sellers = self.user_id.filtered(
            lambda user: user.active and user.has_group("sales_team.group_sale_salesman")
        )
        meetings = self.filtered(
            lambda meeting: meeting.user_id in sellers and not meeting._is_declined()
        )
        visits = meetings._get_visit_records()
        open_events, to_log = meetings._find_open_events(visits)
        # sudo: the cron acts for the seller, whose name the log entry bears
        open_by_seller = open_events.grouped(lambda event: event.calendar_event_id.user_id)
        for seller, events in open_by_seller.items():
            events.with_env(self.env(user=seller.id, su=True))._action_done()
        for seller, unlogged in to_log.grouped("user_id").items():
            self.env(user=seller.id, su=True)["mail.activity"].create(
                [meeting._prepare_visit_vals(category, visits[meeting]) for meeting in unlogged]
            )
        (open_events.calendar_event_id | to_log).is_visit_logged = True
        self.is_visit_checked = True

    def _is_declined(self):
        """Whether everybody invited from outside has declined."""
        guests = self.attendee_ids.filtered(lambda attendee: attendee.partner_id.partner_share)
        return bool(guests) and all(guest.state == "declined" for guest in guests)

    def _find_open_events(self, visits):
        """Return the open event of each of these meetings that has one, and the meetings with a
        customer that have no activity at all."""
        open_events, to_log = self.env["mail.activity"], self.browse()
        for meeting in self:
            activities = meeting.with_context(active_test=False).activity_ids
            if not activities and visits[meeting]:
                to_log |= meeting
            elif not activities.filtered("is_held"):
                open_events |= activities.filtered(
                    lambda event: event.active and event.event_category_id
                )[:1]
        return open_events, to_log

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
        return self.partner_ids.filtered("partner_share").sorted("id")[:1]

    def _prepare_visit_vals(self, category, record):
        day = self._get_sales_day(self.user_id)
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            "calendar_event_id": self.id,
            "user_id": self.user_id.id,
            "summary": self.name,
            "event_date": day,
            "date_deadline": day,
            "automated": True,
            "active": False,
        }

    def _get_sales_day(self, seller):
        """Return the day of the meeting where the seller is."""
        return self.start_date if self.allday else seller._get_sales_day(self.start)
