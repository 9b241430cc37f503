from odoo import fields, models

from ..crm_stage import GOAL_POLICIES


class SalesProcessTemplateStage(models.Model):
    """The goals, tasks and mail of a stage of a ready-made process."""

    _inherit = "sales.process.template.stage"

    goal_ids = fields.One2many("crm.stage.goal", "process_stage_id", string="Goals", copy=True)
    goal_policy = fields.Selection(
        GOAL_POLICIES, string="When Goals Are Missing", required=True, default="inform"
    )
    auto_advance = fields.Boolean(string="Move On by Itself", default=True)
    is_milestone = fields.Boolean(string="Milestone")
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Tasks",
        domain=[("res_model", "=", "crm.lead")],
        ondelete="set null",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail to the Customer",
        domain=[("model", "=", "crm.lead")],
        ondelete="set null",
    )

    def _get_team_field_names(self):
        return [*super()._get_team_field_names(), "activity_plan_id", "mail_template_id"]

    def _prepare_kept_vals(self, stage):
        """A team that has set goals keeps them, and what belongs to them."""
        vals = super()._prepare_kept_vals(stage)
        if stage.goal_ids:
            for name in ("goal_ids", "goal_policy", "auto_advance", "is_milestone"):
                del vals[name]
        return vals
