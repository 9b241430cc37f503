from odoo import models


class CrmLead(models.Model):
    """A mail from the opportunity's record to the customer is an event."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients
