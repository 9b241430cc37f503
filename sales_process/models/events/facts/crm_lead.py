from odoo import models
from odoo.tools import SQL

from ....tools.transaction import PAST_STANDS, get_queue


class CrmLead(models.Model):
    """What took place on an opportunity survives its merge into another one."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        changed = self.browse()
        if "partner_id" in vals:
            partner_id = vals["partner_id"] or False
            changed = self.filtered(lambda lead: lead.partner_id.id != partner_id)
        result = super().write(vals)
        if changed:
            changed._update_event_customers()
        return result

    def _update_event_customers(self):
        """Tell the leads' events their customer; done events keep the one that they have."""
        # sudo: events of colleagues on the lead follow its customer, too
        # a field, read once for all opportunities that are handled one after the other
        events = self.sudo().linked_activity_ids.filtered(
            lambda event: event.active or not event.customer_id
        )
        for customer, activities in events.grouped(
            lambda event: event.lead_id.partner_id.commercial_partner_id
        ).items():
            activities.write({"customer_id": customer.id})

    def _merge_dependences_history(self, opportunities):
        """Move done activities along: stock moves only those that are still open."""
        # sudo: as stock does for messages, whoever may read them
        merged = opportunities.sudo().with_context(active_test=False)
        # stock reads the activities as well: looking for done ones costs nothing
        done = merged.activity_ids.filtered(lambda activity: not activity.active)
        moved = self._take_done_activities(opportunities) if done else []
        result = super()._merge_dependences_history(opportunities)
        if customer_ids := {customer_id for _id, customer_id, category_id in moved if category_id}:
            self.env["mail.activity"]._sync_answers((customer_ids - {None}, {self.id}))
        return result

    def _merge_dependences_calendar_events(self, opportunities):
        """A meeting that moves along is not corrected: its visit keeps whom it was with."""
        with get_queue(self.env).meanwhile(PAST_STANDS):
            return super()._merge_dependences_calendar_events(opportunities)

    def _take_done_activities(self, opportunities):
        """Make done activities of merged opportunities this one's, in one statement: they keep
        their customer, seller, date and organization.

        :return: ``[(id, customer id, category id)]``
        """
        Activity = self.env["mail.activity"]
        Activity.flush_model()
        moved = self.env.execute_query(
            SQL(
                """
                UPDATE mail_activity
                   SET res_id = %(lead_id)s, lead_id = %(lead_id)s, res_name = %(name)s,
                       customer_id = COALESCE(customer_id, %(customer_id)s)
                 WHERE res_model = 'crm.lead' AND res_id IN %(merged_ids)s AND active IS NOT TRUE
             RETURNING id, customer_id, event_category_id
                """,
                lead_id=self.id,
                name=self.display_name,
                customer_id=self.partner_id.commercial_partner_id.id or None,
                merged_ids=tuple(opportunities.ids),
            )
        )
        Activity.browse(row[0] for row in moved).invalidate_recordset(flush=False)
        return moved
