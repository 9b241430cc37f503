from odoo import api, models


class ResPartner(models.Model):
    """When a customer was contacted last is nobody's claim."""

    _name = "res.partner"
    _inherit = ["sales.facts.mixin", "res.partner"]

    @api.model
    def _get_facts(self):
        return (*super()._get_facts(), "contact_due_on", "last_contact_on")
