from odoo import api, models
from odoo.fields import Domain


class MailActivity(models.Model):
    """One's own activities are found in the database alone, without a check row by row.

    Everybody may read the activities assigned to them. Odoo finds this out in Python, once it has
    read the ids of all that match: with thousands of done activities each card of a seller reads
    thousands of rows to count them. Where the domain itself asks for one's own, that check cannot
    refuse any, and only the access rules are left to apply. Searches, counts and groupings all come
    through ``_search``; a record rule could only take away, the check would still be made.
    """

    _inherit = "mail.activity"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        if bypass_access or self.env.su or not self._is_own_domain(domain):
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        self.browse().check_access("read")
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        domain = Domain(domain) & Domain(rules or Domain.TRUE)
        return super()._search(domain, offset, limit, order, bypass_access=True, **kwargs)

    @api.model
    def _is_own_domain(self, domain):
        """Whether the domain matches activities of the current user only."""
        domain = Domain(domain)
        parts = domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]
        return any(
            getattr(part, "field_expr", None) == "user_id"
            and (
                (part.operator == "=" and part.value == self.env.uid)
                or (part.operator == "in" and list(part.value) == [self.env.uid])
            )
            for part in parts
        )
