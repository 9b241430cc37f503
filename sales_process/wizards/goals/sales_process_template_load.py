from odoo import models


class SalesProcessTemplateLoad(models.TransientModel):
    """A process brings its tasks along, as activity plans of the team."""

    _inherit = "sales.process.template.load"

    def _load_stages(self, left_stages):
        before = self.team_id._get_process_stages().filtered("process_stage_id")
        loaded = super()._load_stages(left_stages)
        fresh = {
            process_stage: stage
            for process_stage, stage in loaded.items()
            if process_stage.task_ids and not stage.activity_plan_id and stage not in before
        }
        plans = self.env["mail.activity.plan"].create(
            [process_stage._prepare_plan_vals(stage) for process_stage, stage in fresh.items()]
        )
        for stage, plan in zip(fresh.values(), plans, strict=True):
            stage.activity_plan_id = plan
        return loaded

    def _remove_left_stages(self, stages):
        """Archive the plans that were made for stages of a process and are of no use any more."""
        plans = stages.activity_plan_id.filtered("template_ids.process_task_id")
        result = super()._remove_left_stages(stages)
        domain = [("activity_plan_id", "in", plans.ids)]
        for model in ("crm.stage", "sales.process.template.stage"):
            plans -= self.env[model].search(domain).activity_plan_id
        plans.action_archive()
        return result
