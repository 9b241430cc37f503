from odoo import api, models
from odoo.http import request

# Paths by which a mail program makes a lead of a mail that somebody reads there
MAIL_PROGRAMS = ("/mail_plugin/", "/mail_client_extension/")


class CrmLead(models.Model):
    """What came by mail came by the medium *Email*, unless something says another one."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        if request and request.httprequest.path.startswith(MAIL_PROGRAMS):
            medium = self._get_mail_medium()
            vals_list = [{"medium_id": medium.id, **vals} for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        lead = super().message_new(msg_dict, custom_values=custom_values)
        if not lead.medium_id:
            lead.medium_id = self._get_mail_medium()
        return lead

    @api.model
    def _get_mail_medium(self):
        # sudo: whom a lead comes by may not read what marketing keeps
        return self.env["utm.medium"].sudo()._fetch_or_create_utm_medium("email")
