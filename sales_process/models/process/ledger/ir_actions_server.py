from odoo import models

from ....tools.transaction import get_queue


class IrActionsServer(models.Model):
    """What Odoo's own automation moves is moved by a rule: by automation rules, server actions and
    scheduled jobs alike, which all run here. No client says so."""

    _inherit = "ir.actions.server"

    def _run(self, records, eval_context):
        with get_queue(self.env).caused_by("rule", origin=self._get_stage_rule()):
            return super()._run(records, eval_context)

    def _get_stage_rule(self):
        """The record that a person knows as the rule: the automation rule, where that app is there
        and this is an action of one, else the action that is run."""
        action = self
        while action.parent_id:
            action = action.parent_id
        rule = action._fields.get("base_automation_id") and action.base_automation_id
        return rule or action
