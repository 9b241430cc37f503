from odoo import api, models


class MailActivity(models.Model):
    """Whether an event counts, since when it is known, whether Odoo has logged it, and what
    answered it, is nobody's claim."""

    _name = "mail.activity"
    _inherit = ["sales.facts.mixin", "mail.activity"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
            "answered_by_id",
            "is_assumed",
            "is_held",
            "is_withdrawn",
            "logged_at",
            "meeting_start",
            "registered_on",
        )
