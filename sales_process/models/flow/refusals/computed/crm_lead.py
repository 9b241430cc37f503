from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .....tools.refusals import Hook, note_passed, note_refused

REVENUE = Hook("revenue", "_follow_revenue")
# What documents change of an opportunity by computation, in the middle of whatever is written
FOLLOWING_COMPUTED = frozenset(
    [
        "ask_to_decision_days",
        "expected_revenue",
        "flow_revenue",
        "flow_state",
        "flow_step",
        "weight",
        "weighted_revenue",
    ]
)


class CrmLead(models.Model):
    """The revenue that documents show, and a rule of the company refuses, is left as it was."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _compute_field_value(self, field):
        """A constraint looks at what is computed, and it is a document that is written."""
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

    def _take_back_revenue(self, amount):
        """Leave the revenue as it was, which is written already, beside what a write would do."""
        self.env.cr.execute(
            SQL("UPDATE crm_lead SET expected_revenue = %s WHERE id = %s", amount, self.id)
        )
        self.invalidate_recordset(["expected_revenue"], flush=False)
        self.env.add_to_compute(self._fields["weighted_revenue"], self)
