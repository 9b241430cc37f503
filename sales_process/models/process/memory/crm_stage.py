import itertools

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import OrderedSet, ormcache

# what these are compared with; a team's name is a matter of the team
SEARCHED_FIELDS = {"fold": bool, "is_won": bool, "name": str, "sequence": int, "team_ids": int}
CHANGES_KEY = "sales_process.stage_changes"
_numbers = itertools.count(1)


class CrmStage(models.Model):
    """Which stages match is remembered: they are few and hardly change, and each move of an
    opportunity asks several times for the first one, the won ones and those of its team."""

    _inherit = "crm.stage"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        domain = Domain(domain)
        if kwargs or not self._is_remembered(domain, order):
            return super()._search(domain, offset, limit, order, **kwargs)
        if not self.env.su:
            self.browse().check_access("read")
        # what this transaction has changed concerns nobody else before it is committed
        changes = self.env.cr.cache.get(CHANGES_KEY)
        key = (repr(domain), offset, limit, order, self.env.lang, changes)
        # sudo: without record rules everybody finds the same
        search = super(CrmStage, self.sudo())._search
        ids = self._remember(key, lambda: search(domain, offset, limit, order).get_result_ids())
        return self.browse(ids)._as_query()

    @api.model
    def _is_remembered(self, domain, order):
        """Whether a search is for everybody the same, and about what clears the memory."""
        if self._active_name or not self.env["ir.rule"]._compute_domain(self._name).is_true():
            return False
        ordering = {part.split()[0] for part in order.split(",")} if order else set()
        return ordering <= {"id", *SEARCHED_FIELDS} and all(
            isinstance(part, str) or (isinstance(part, tuple) and self._is_plain(*part))
            for part in domain
        )

    @api.model
    def _is_plain(self, name, operator, value):
        """Whether a condition compares a stage's own setting with plain values."""
        values = value if isinstance(value, (list, tuple, set, frozenset, OrderedSet)) else [value]
        kind = SEARCHED_FIELDS.get(name)
        return bool(kind) and all(item is False or isinstance(item, kind) for item in values)

    @api.model
    @ormcache("key")
    def _remember(self, key, find_ids):
        return find_ids()

    @api.model
    def _forget(self):
        """Forget what is remembered of the stages, here at once and elsewhere on commit."""
        self.env.cr.cache[CHANGES_KEY] = next(_numbers)
        self.env.registry.clear_cache()
