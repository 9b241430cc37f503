from odoo import models


class CalendarAttendee(models.Model):
    """An answer that comes when the meeting is over may say that it was not as it seemed."""

    _inherit = "calendar.attendee"

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        with self.event_id._visits_follow():
            return super().write(vals)
