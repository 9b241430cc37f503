from odoo import api, models

from ....tools.facts import check_facts

FACTS = (
    "answered_by_id",
    "is_held",
    "logged_at",
    "registered_on",
)


class MailActivity(models.Model):
    """Whether an event counts, since when it is known, and what answered it, is nobody's claim."""

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        check_facts(self, {name for vals in vals_list for name in vals}, FACTS)
        return super().create(vals_list)

    def write(self, vals):
        check_facts(self, vals, FACTS)
        return super().write(vals)
