from odoo import api, fields, models


class CrmStage(models.Model):
    """The tasks of a stage, for a list of all stages."""

    _inherit = "crm.stage"

    task_names = fields.Char(string="Tasks in Short", compute="_compute_task_names")

    @api.depends("activity_plan_id")
    @api.depends_context("lang", "uid")
    def _compute_task_names(self):
        for stage in self:
            stage.task_names = ", ".join(stage._get_task_names())
