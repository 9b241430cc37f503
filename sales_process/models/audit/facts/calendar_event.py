from odoo import api, models


class CalendarEvent(models.Model):
    """Whether a meeting that is over was looked at is nobody's claim."""

    _name = "calendar.event"
    _inherit = ["sales.facts.mixin", "calendar.event"]

    @api.model
    def _get_facts(self):
        return (*super()._get_facts(), "is_visit_checked")
