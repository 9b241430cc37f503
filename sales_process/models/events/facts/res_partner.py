from odoo import models


class ResPartner(models.Model):
    """The events of a contact count for the commercial entity that it belongs to."""

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        if vals.keys().isdisjoint({"parent_id", "is_company"}):
            return super().write(vals)
        before = self.commercial_partner_id
        result = super().write(vals)
        self._update_event_customers(before)
        return result

    def _update_event_customers(self, before):
        """Move events to the commercial entity that their contacts belong to now."""
        # sudo: events of all sellers follow the contact
        events = self.env["mail.activity"].sudo().with_context(active_test=False)
        events.search([("customer_id", "in", (self | before).ids)])._follow_customers()
