from odoo import api, fields, models
from odoo.fields import Domain

CUSTOMERS = "res.partner"


class SalesCentreRhythm(models.AbstractModel):
    """On the tab *Events*: the customers that hear from us as often as they want to, by seller."""

    _inherit = "sales.centre"

    @api.model
    @api.readonly
    def get_events(self, filters=None):
        payload = super().get_events(filters)
        return {**payload, "rhythm": self._prepare_rhythm(self._get_filters(filters))}

    @api.model
    def _prepare_rhythm(self, filters):
        """Customers with a rhythm by their salesperson, those of nobody last: how many, and how
        many of them have heard from us in time. Of today, whatever the period."""
        wanting = Domain("contact_due_on", "!=", False) & self._get_customer_domain(filters)
        waiting = wanting & Domain("contact_due_on", "<=", fields.Date.context_today(self))
        customers = self.env[CUSTOMERS]
        if not customers.has_access("read"):
            return []
        total, due = (
            dict(customers._read_group(domain, ["user_id"], ["__count"]))
            for domain in (wanting, waiting)
        )
        names = self._get_names("res.users", {user.id for user in total})
        inactive = self._get_inactive_users(names)
        rows = []
        for user, count in total.items():
            of_user = Domain("user_id", "=", user.id)
            rows.append(
                {
                    "id": user.id,
                    "name": names.get(user.id) or self.env._("Nobody"),
                    "active": user.id not in inactive,
                    "customers": count,
                    "customers_drill": self._drill(CUSTOMERS, wanting & of_user),
                    "in_rhythm": count - due.get(user, 0),
                    "due": due.get(user, 0),
                    "due_drill": self._drill(CUSTOMERS, waiting & of_user),
                }
            )
        return sorted(rows, key=lambda row: (not row["id"], row["name"]))

    @api.model
    def _get_customer_domain(self, filters):
        """Customers of the sellers whose figures the reader sees, and those of nobody for who sees
        all; of the filters' seller, or of the members of their team."""
        user_ids = [seller["id"] for seller in self._get_seller_options()]
        if self._sees_all():
            user_ids.append(False)
        domain = Domain("user_id", "in", user_ids)
        if filters.user_id:
            domain &= Domain("user_id", "=", filters.user_id)
        if filters.team_id:
            # sudo: who is in a team decides, it is not shown
            team = self.env["crm.team"].sudo().browse(filters.team_id)
            domain &= Domain("user_id", "in", team.member_ids.ids)
        return domain
