from odoo import models

from ....tools.refusals import attempt, note_refused
from ....tools.transaction import get_queue
from .crm_lead import ASSIGNMENT


class IrActionsServer(models.Model):
    """An automation rule that refuses a lead which is just arriving looks at it once more without
    what our rules have made of it."""

    _inherit = "ir.actions.server"

    def _run(self, records, eval_context):
        context = self.env.context
        lead_id = context.get("active_model") == "crm.lead" and context.get("active_id")
        given = lead_id and get_queue(self.env).given.get(lead_id)
        if not given:
            return super()._run(records, eval_context)
        run = super()._run
        result, error = attempt(self.env, lambda: run(records, eval_context))
        if error is None:
            return result
        as_it_came, assigned = given
        # sudo: as our rules have given it away
        lead = self.env["crm.lead"].sudo().browse(lead_id)
        get_queue(self.env).given.pop(lead_id)
        lead.with_context(tracking_disable=True).write(as_it_came)
        result = run(records, eval_context)
        note_refused(lead, ASSIGNMENT, [assigned], error)
        return result
