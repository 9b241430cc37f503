from datetime import timedelta

from odoo import api, fields, models

# A meeting is looked at once it is over; one found later than this was over before the addon came.
LOOK_BACK_DAYS = 30
BATCH_SIZE = 100


class CalendarEvent(models.Model):
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
        sellers = self.user_id.filtered(
            lambda user: user.active and user.has_group("sales_team.group_sale_salesman")
        )
        for meeting in self:
            if meeting.user_id in sellers and not meeting._is_declined():
                meeting._log_visit(category)
        self.is_visit_checked = True

    def _log_visit(self, category):
        """Do the meeting's open activity, or log an event where it has none."""
        activities = self.with_context(active_test=False).activity_ids
        if activities.filtered("is_held"):
            return
        open_events = activities.filtered(lambda event: event.active and event.event_category_id)
        # sudo: the cron acts for the seller, whose name the log entry bears
        seller = self.env(user=self.user_id.id, su=True)
        if open_events:
            open_events[:1].with_env(seller)._action_done()
            self.is_visit_logged = True
        elif not activities:
            record = self._get_visit_record()
            if record:
                self.env(user=self.user_id.id, su=True)["mail.activity"].create(
                    self._prepare_visit_vals(category, record)
                )
                self.is_visit_logged = True

    def _is_declined(self):
        """Whether everybody invited from outside has declined."""
        guests = self.attendee_ids.filtered(lambda attendee: attendee.partner_id.partner_share)
        return bool(guests) and all(guest.state == "declined" for guest in guests)

    def _get_visit_record(self):
        """Return the opportunity or the customer whom the meeting was with, if any."""
        if self.opportunity_id:
            return self.opportunity_id
        if self.res_model == "res.partner" and self.res_id:
            return self.env["res.partner"].browse(self.res_id).exists()
        return self.partner_ids.filtered("partner_share").sorted("id")[:1]

    def _prepare_visit_vals(self, category, record):
        seller = self.user_id
        return {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "event_category_id": category.id,
            "activity_type_id": category.activity_type_id.id,
            "calendar_event_id": self.id,
            "user_id": seller.id,
            "summary": self.name,
            "event_date": self._get_visit_date(),
            "date_deadline": self._get_visit_date(),
            "automated": True,
            "active": False,
        }

    def _get_visit_date(self):
        if self.allday:
            return self.start_date
        return self.user_id._get_seller_day(self.start)
