from odoo import SUPERUSER_ID, models

from ....tools.screens import add_concerned


class CalendarEvent(models.Model):
    """Changed meetings are told to the sellers among those who are invited: the calendar is
    everybody's, and nobody else has a screen that would listen."""

    _name = "calendar.event"
    _inherit = ["sales.stale.mixin", "calendar.event"]

    _owner_fields = ("partner_ids", "user_id")

    def _note_concerned(self, concerned):
        sellers = (self.user_id | self.partner_ids.user_ids).filtered(
            lambda user: (
                user.id != SUPERUSER_ID and user.has_group("sales_team.group_sale_salesman")
            )
        )
        add_concerned(concerned, (("res.users", user_id) for user_id in sellers.ids), {self._name})
