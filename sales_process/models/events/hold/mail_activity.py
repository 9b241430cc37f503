from odoo import api, fields, models
from odoo.fields import Domain


class MailActivity(models.Model):
    """A prospect of an archived customer waits for the customer: nothing of it changes."""

    _inherit = "mail.activity"

    is_on_hold = fields.Boolean(
        "On Hold",
        compute="_compute_is_on_hold",
        search="_search_is_on_hold",
        help="An open prospect of an archived customer: nobody has to act until the customer is "
        "back.",
    )

    @api.depends("active", "event_category_id.role", "customer_id.active")
    def _compute_is_on_hold(self):
        for activity in self:
            # sudo: that the customer is archived, whoever may read it
            customer = activity.customer_id.sudo()
            activity.is_on_hold = bool(
                activity.active
                and activity.event_category_id.role == "prospect"
                and customer
                and not customer.active
            )

    def _search_is_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        is_open = Domain("active", "=", True)
        is_prospect = Domain("event_category_id.role", "=", "prospect")
        # both ways by a join with the few customers in question, not by a look at all partners
        is_gone, is_there = (
            Domain("customer_id", "any!", Domain("active", "=", is_active))
            for is_active in (False, True)
        )
        if True in value:
            return is_open & is_prospect & is_gone
        return ~is_open | ~is_prospect | Domain("customer_id", "=", False) | is_there
