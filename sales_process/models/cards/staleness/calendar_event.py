from odoo import models

from ....tools.screens import add_concerned


class CalendarEvent(models.Model):
    """Changed meetings are told to who is invited."""

    _name = "calendar.event"
    _inherit = ["sales.stale.mixin", "calendar.event"]

    _owner_fields = ("partner_ids", "user_id")

    def _note_concerned(self, concerned):
        users = self.user_id | self.partner_ids.user_ids.filtered(lambda user: not user.share)
        add_concerned(concerned, (("res.users", user_id) for user_id in users.ids), {self._name})
