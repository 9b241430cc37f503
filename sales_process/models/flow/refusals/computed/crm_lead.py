from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .....tools.refusals import Hook, note_passed, note_refused
from .....tools.transaction import get_queue

REVENUE = Hook("revenue", "_follow_revenue")
# What the documents of an opportunity show
FLOW_FIELDS = ("flow_revenue", "flow_state", "flow_step")


class CrmLead(models.Model):
    """The revenue that documents show, and a rule of the company refuses, is left as it was."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _compute_field_value(self, field):
        """A constraint looks at what is computed, and it is a document that is written."""
        if field.store and "base.automation" in self.env:
            self._note_computed(field)
        if field.name != "expected_revenue":
            return super()._compute_field_value(field)
        note_passed(self, "revenue")
        try:
            result = super()._compute_field_value(field)
        except UserError as error:
            if len(self) == 1:
                return self._leave_revenue(error)
            for lead in self:
                lead._compute_field_value(field)
            return None
        return result

    def write(self, vals):
        """What a person writes is not computed."""
        computed = get_queue(self.env).computed
        if computed:
            names = frozenset(name for name in vals if name in self._fields)
            computed.difference_update((lead_id, names) for lead_id in self._ids)
        return super().write(vals)

    def _note_computed(self, field):
        """Remember what documents change of opportunities by computation, in the middle of whatever
        is written: automation rules look at that, too."""
        queue = get_queue(self.env)
        lead_ids = {lead_id for lead_id in self._ids if isinstance(lead_id, int)}
        if field.name in FLOW_FIELDS:
            queue.followed |= lead_ids
        names = frozenset(other.name for other in self.pool.field_computed[field] if other.store)
        queue.computed.update((lead_id, names) for lead_id in lead_ids & queue.followed)

    def _leave_revenue(self, error):
        if not isinstance(self.id, int):
            raise error
        [(amount,)] = self.env.execute_query(
            SQL("SELECT COALESCE(expected_revenue, 0) FROM crm_lead WHERE id = %s", self.id)
        )
        self.expected_revenue = amount
        note_refused(self, REVENUE, [], error)

    def _follow_revenue(self):
        """Take the revenue from the documents once more."""
        self.env.add_to_compute(self._fields["expected_revenue"], self)
        self.mapped("expected_revenue")
        self.modified(["expected_revenue"])

    def _take_back_revenue(self, amount):
        """Leave the revenue as it was, which is written already, beside what a write would do."""
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET expected_revenue = %s WHERE id = %s", amount, self.id)
        )
        self.invalidate_recordset(["expected_revenue"], flush=False)
        self.modified(["expected_revenue"])
