from odoo import models


class SalesProcessStageMixin(models.AbstractModel):
    """Goals, tasks and mails go along with a process."""

    _inherit = "sales.process.stage.mixin"

    def _get_process_field_names(self):
        return [
            *super()._get_process_field_names(),
            "goal_policy",
            "auto_advance",
            "is_milestone",
            "activity_plan_id",
            "mail_template_id",
        ]

    def _prepare_process_vals(self):
        return {**super()._prepare_process_vals(), "goal_ids": self.goal_ids._prepare_copies()}

    def _copy_texts(self, stage):
        super()._copy_texts(stage)
        for goal, copy in zip(self.goal_ids, stage.goal_ids, strict=False):
            if goal.kind == copy.kind:
                self._copy_text(goal, copy, "name")
