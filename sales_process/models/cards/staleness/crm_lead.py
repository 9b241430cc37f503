from odoo import models

from ....tools.screens import add_concerned


class CrmLead(models.Model):
    """Changed opportunities are told to their sellers; those of nobody to their team."""

    _name = "crm.lead"
    _inherit = ["sales.stale.mixin", "crm.lead"]

    _owner_fields = ("company_id", "team_id", "user_id")

    def _note_concerned(self, concerned):
        users = (("res.users", user_id) for user_id in self.user_id.ids)
        add_concerned(concerned, users, {self._name})
        free = self.filtered(lambda lead: not lead.user_id)
        teams = (("crm.team", team_id) for team_id in free.team_id.ids)
        add_concerned(concerned, teams, {self._name})
        self._note_companies(concerned, self.company_id, {self._name})
        if not all(lead.company_id for lead in self):
            self._note_without_company(concerned, {self._name})
