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

    def _prepare_picture(self):
        return {
            **super()._prepare_picture(),
            "goals": [
                {"name": goal.display_name, "is_required": goal.required} for goal in self.goal_ids
            ],
            "tasks": self._get_task_names(),
            "mail": self.sudo().mail_template_id.name or "",  # sudo: its name only
            "is_milestone": self.is_milestone,
        }

    def _get_task_names(self):
        """What the tasks of the stage are called, in the user's language."""
        # sudo: what the tasks of a stage are is no secret of those who do them
        tasks = self.sudo().activity_plan_id.template_ids
        return [
            task._get_task_summary(self.env.user) or task.activity_type_id.name for task in tasks
        ]
