from odoo import api, models


class MailActivity(models.Model):
    """Whether an event counts, since when it is known, and what answered it, is nobody's claim."""

    _name = "mail.activity"
    _inherit = ["sales.facts.mixin", "mail.activity"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
            "answered_by_id",
            "is_held",
            "logged_at",
            "registered_on",
        )
