from odoo import models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def unlink(self):
        self.env["mail.activity"]._keep_held_events(self)
        return super().unlink()

    def action_quotation_sent(self):
        result = super().action_quotation_sent()
        for order in self:
            self.env["mail.activity"]._log_outgoing_event(
                order, self.env._("Quotation %s sent", order.name)
            )
        return result

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients
