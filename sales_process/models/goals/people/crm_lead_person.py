from odoo import api, models

from ....tools.transaction import worked_off


class CrmLeadPerson(models.Model):
    """Who has a part, and which one, may decide about goals."""

    _inherit = "crm.lead.person"

    @api.model_create_multi
    def create(self, vals_list):
        with worked_off(self.env):
            persons = super().create(vals_list)
            persons.lead_id._queue_people_goals()
        return persons

    def write(self, vals):
        with worked_off(self.env):
            leads = self.lead_id
            result = super().write(vals)
            (leads | self.lead_id)._queue_people_goals()
        return result

    def unlink(self):
        with worked_off(self.env):
            leads = self.lead_id
            result = super().unlink()
            leads.exists()._queue_people_goals()
        return result
