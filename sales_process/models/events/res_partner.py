from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        if not vals.keys() & {"parent_id", "is_company"}:
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self._update_event_customers(before)
        return result

    def _update_event_customers(self, before):
        """Move events to the commercial entity that their contacts belong to now."""
        # sudo: events of all sellers follow the contact
        events = (
            self.env["mail.activity"]
            .sudo()
            .with_context(active_test=False)
            .search([("customer_id", "in", (self | before).ids), ("customer_id", "!=", False)])
        )
        moved = events.grouped(lambda event: event._get_current_customer())
        for customer, activities in moved.items():
            if customer and activities.customer_id != customer:
                activities.write({"customer_id": customer.id})

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients
