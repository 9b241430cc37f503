from odoo import models

from .....tools.refusals import VALUES_BEFORE, attempt, note_refused
from .....tools.transaction import get_queue
from .crm_lead import REVENUE


class IrActionsServer(models.Model):
    """An automation rule that looks at an opportunity because a document has changed what is
    computed of it does not stop that document."""

    _inherit = "ir.actions.server"

    def _run(self, records, eval_context):
        lead, before = self._get_following_lead()
        if not lead:
            return super()._run(records, eval_context)
        run = super()._run
        result, error = attempt(self.env, lambda: run(records, eval_context))
        amount = before.get("expected_revenue", lead.expected_revenue)
        if error is not None and lead.expected_revenue != amount:
            lead._take_back_revenue(amount)
            note_refused(lead, REVENUE, [], error)
        return result

    def _get_following_lead(self):
        """The opportunity on which an automation rule runs because of what is computed, and the
        values from before, as Odoo's automation rules say them in the context."""
        context = self.env.context
        lead = self.env["crm.lead"]
        before = context.get(VALUES_BEFORE)
        if context.get("active_model") != lead._name or not isinstance(before, dict):
            return lead, {}
        changed = before.get(context.get("active_id")) or {}
        key = (context.get("active_id"), frozenset(changed))
        if not changed or key not in get_queue(self.env).computed:
            return lead, {}
        return lead.browse(context["active_id"]), changed
