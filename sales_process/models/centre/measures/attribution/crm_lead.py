from odoo import api, models


class CrmLead(models.Model):
    """What came by mail came by the medium *Email*, unless something says another one."""

    _inherit = "crm.lead"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        lead = super().message_new(msg_dict, custom_values=custom_values)
        if not lead.medium_id:
            # sudo: the gateway may not read what marketing keeps
            lead.medium_id = self.env["utm.medium"].sudo()._fetch_or_create_utm_medium("email")
        return lead
