import logging

from odoo import api, models

from ....tools.refusals import attempt, note_passed
from ....tools.transaction import get_queue

_logger = logging.getLogger(__name__)


class CrmLead(models.Model):
    """What a rule has refused is tried again when its opportunity changes."""

    _inherit = "crm.lead"

    def write(self, vals):
        result = super().write(vals)
        self._queue_retries()
        return result

    def _on_stage_entered(self, previous):
        """What was refused in the stage before is asked for no more."""
        result = super()._on_stage_entered(previous)
        refusals = self.env["sales.process.refusal"]
        if refusals._is_any():
            refused = get_queue(self.env).refused
            for kind in refusals._get_kinds_of_stage():
                new = self.filtered(
                    lambda lead, kind=kind: (kind, lead._name, lead.id) not in refused
                )
                note_passed(new, kind)
        return result

    def _queue_retries(self):
        """These opportunities, or documents of theirs, have changed: a rule may let pass now what
        it has refused. Costs nothing where nothing was."""
        if not self or not self.env["sales.process.refusal"]._is_any():
            return
        queue = get_queue(self.env)
        if not queue.scope.is_running:
            queue.retried.update(lead_id for lead_id in self._ids if lead_id)

    @api.model
    def _work_off_retries(self, queue):
        lead_ids = queue.take("retried")
        refusals = self.env["sales.process.refusal"].search([("lead_id", "in", list(lead_ids))])
        refusals._try_again()

    @api.model
    def _work_off_refusals(self, queue):
        refused, passed = queue.take("refused", "passed")
        refusals = self.env["sales.process.refusal"]
        _result, error = attempt(self.env, lambda: refusals._settle(refused, passed))
        if error is not None:
            _logger.warning("Refusals are not kept: %s", refused, exc_info=error)
