from odoo import models


class CrmLead(models.Model):
    """What events need of opportunities; stages and flow have files of their own."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        result = super().write(vals)
        if "partner_id" in vals:
            self._update_event_customers()
        return result

    def unlink(self):
        self.env["mail.activity"]._keep_held_events(self)
        return super().unlink()

    def _update_event_customers(self):
        """Tell the leads' events their customer; done events keep the one that they have."""
        # sudo: events of colleagues on the lead follow its customer, too
        events = self.env["mail.activity"].sudo().with_context(active_test=False).search(
            [
                ("lead_id", "in", self.ids),
                "|",
                ("active", "=", True),
                ("customer_id", "=", False),
            ]
        )
        for customer, activities in events.grouped(
            lambda event: event.lead_id.partner_id.commercial_partner_id
        ).items():
            activities.write({"customer_id": customer.id})

    def _merge_dependences_history(self, opportunities):
        """Move done activities along: stock moves only those that are still open."""
        # sudo: as stock does for messages, whoever may read them
        done = self.env["mail.activity"].sudo().with_context(active_test=False).search(
            [
                ("res_model", "=", "crm.lead"),
                ("res_id", "in", opportunities.ids),
                ("active", "=", False),
            ]
        )
        done.write({"res_id": self.id})
        return super()._merge_dependences_history(opportunities)

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients
