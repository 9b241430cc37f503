from odoo import api, models


class CrmTeam(models.Model):
    """Who leads a team sees the Manager's Centre in the menu, from then on."""

    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        if any(vals.get("user_id") for vals in vals_list):
            self.env.registry.clear_cache()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "user_id" in vals or "active" in vals:
            self.env.registry.clear_cache()
        return result
