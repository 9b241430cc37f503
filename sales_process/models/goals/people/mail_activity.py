from odoo import models


class MailActivity(models.Model):
    """A contact with somebody who has a part may meet a goal of the opportunities with that
    person."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _queue_goal_check(self):
        super()._queue_goal_check()
        if not self.env["crm.stage"]._get_automation().people_stages:
            return
        # sudo: events of colleagues meet goals as well; only their opportunities are looked at
        events = self.sudo().filtered(lambda event: event.event_category_id and not event.active)
        persons = self.env["crm.lead.person"].sudo()
        customers = events.customer_id
        if customers:
            persons = persons.search(
                [("partner_id", "child_of", customers.ids), ("lead_id.active", "=", True)]
            )
        (events.lead_id | persons.lead_id)._queue_people_goals()
