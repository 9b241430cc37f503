from odoo import models


class ResPartner(models.Model):
    """A mail from the customer's own record is an event."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients
