from odoo import models


class CrmLead(models.Model):
    """A merge may give contacts that were held the customer that they lacked."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _take_done_activities(self, opportunities):
        moved = super()._take_done_activities(opportunities)
        if moved:
            # sudo: only when the customer was contacted is looked for
            self.sudo().partner_id.commercial_partner_id._ask_last_contacts()
        return moved
