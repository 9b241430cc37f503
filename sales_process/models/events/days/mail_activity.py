from datetime import UTC, datetime

from odoo import api, models


class MailActivity(models.Model):
    """Which day an event counts for: the seller's, when it is planned or when it took place."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("date_deadline")
    def _compute_event_date(self):
        for activity in self:
            if activity.active or not activity.event_date:
                activity.event_date = activity.date_deadline

    @api.depends("event_category_id")
    def _compute_registered_on(self):
        registered = self.filtered(
            lambda activity: activity.event_category_id and not activity.registered_on
        )
        now = self._get_moment()
        for user, activities in registered.grouped("user_id").items():
            today = user._get_sales_day()
            for activity in activities:
                activity.registered_on = min(activity.event_date or today, today)
                activity.logged_at = now

    @api.model
    def _get_moment(self):
        """Return what the clock says now, to its last digit: two things of one transaction, or of
        one second, have an order."""
        return datetime.now(UTC).replace(tzinfo=None)

    def _set_reopened(self):
        """These events wait again: what took place before is no answer to them."""
        now = self._get_moment()
        # sudo: facts, which users do not write
        for user, activities in self.sudo().grouped("user_id").items():
            activities.write({"registered_on": user._get_sales_day(), "logged_at": now})

    def _get_done_date(self):
        """Return the day on which an event that is done now took place: its meeting's, or today."""
        today = self.user_id._get_sales_day()
        meeting = self.calendar_event_id.sudo()  # sudo: the meeting may be a private one
        return min(meeting._get_sales_day(self.user_id), today) if meeting else today

    def _prepare_done_vals(self):
        """The day of events that are done, to be written with what else is, where all have one."""
        if any(event.is_event_date_given for event in self):
            return {}
        days = {event._get_done_date() for event in self}
        return {"event_date": days.pop()} if len(days) == 1 else {}

    def _set_done_date(self):
        """Fix the day of events that have just been done."""
        for done_on, activities in (
            self.filtered(lambda event: not event.is_event_date_given)
            .grouped(lambda event: event._get_done_date())
            .items()
        ):
            if set(activities.mapped("event_date")) != {done_on}:
                activities.event_date = done_on

    def _reset_event_date(self):
        """Un-doing an event makes it planned for its due date again."""
        for activity in self.filtered(lambda event: not event.is_event_date_given):
            if activity.event_category_id and activity.event_date != activity.date_deadline:
                activity.event_date = activity.date_deadline
