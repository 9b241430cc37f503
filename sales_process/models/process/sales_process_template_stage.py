from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_stage import FLOW_STEPS, GOAL_POLICIES

# What a ready-made stage and a stage of a pipeline have in common
PROCESS_STAGE_FIELDS = (
    "name",
    "weight",
    "is_won",
    "flow_step",
    "fold",
    "requirements",
    "guidance",
    "rotting_threshold_days",
    "goal_policy",
    "auto_advance",
    "is_milestone",
    "activity_plan_id",
    "mail_template_id",
)
# Of these, what a team has set itself stays when a process is loaded
TEAM_STAGE_FIELDS = ("guidance", "requirements", "activity_plan_id", "mail_template_id")


def prepare_process_stage_vals(stage):
    """What a stage of a pipeline and one of a ready-made process take from each other."""
    vals = {
        name: stage._fields[name].convert_to_write(stage[name], stage)
        for name in PROCESS_STAGE_FIELDS
    }
    return {**vals, "goal_ids": stage.goal_ids._prepare_copies()}


class SalesProcessTemplateStage(models.Model):
    _name = "sales.process.template.stage"
    _description = "Stage of a Ready-made Sales Process"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "sales.process.template", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    weight = fields.Float(string="Weight (%)")
    is_won = fields.Boolean(string="Won")
    flow_step = fields.Selection(FLOW_STEPS, string="Reached By")
    fold = fields.Boolean(string="Folded")
    requirements = fields.Text(string="Description", translate=True)
    guidance = fields.Html(translate=True)
    rotting_threshold_days = fields.Integer(string="Days to Rot")

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

    @api.constrains("weight")
    def _check_weight(self):
        for stage in self:
            if not 0 <= stage.weight <= 100:
                raise ValidationError(
                    self.env._(
                        "The weight of the stage “%(stage)s” in the process “%(process)s” is"
                        " %(weight)g. Give a percentage from 0 to 100.",
                        stage=stage.name,
                        process=stage.template_id.name,
                        weight=stage.weight,
                    )
                )

    @api.constrains("flow_step", "template_id")
    def _check_flow_step(self):
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        for template in self.template_id:
            seen = {}
            for stage in template.stage_ids.filtered("flow_step"):
                other = seen.setdefault(stage.flow_step, stage)
                if other != stage:
                    raise ValidationError(
                        self.env._(
                            "The stages “%(first)s” and “%(second)s” of the process “%(process)s”"
                            " are both reached by “%(step)s”. Let only one of them be.",
                            first=other.name,
                            second=stage.name,
                            process=template.name,
                            step=labels[stage.flow_step],
                        )
                    )

    def _prepare_crm_stage_vals(self, team):
        """Values of the stage that this one becomes in a team's pipeline."""
        self.ensure_one()
        return {
            **prepare_process_stage_vals(self),
            "sequence": self.sequence,
            "team_ids": [fields.Command.set(team.ids)],
            "process_stage_id": self.id,
        }

    def _copy_translations(self, stage):
        """Give the ``crm.stage`` loaded from this one its texts in the other languages."""
        self.ensure_one()
        for lang, _name in self.env["res.lang"].get_installed():
            if lang == (self.env.lang or "en_US"):
                continue
            source, target = self.with_context(lang=lang), stage.with_context(lang=lang)
            for name in ("name", "guidance"):
                if source[name] and source[name] != target[name]:
                    target[name] = source[name]
            for goal, copy in zip(source.goal_ids, target.goal_ids, strict=False):
                if goal.name and goal.name != copy.name and goal.kind == copy.kind:
                    copy.name = goal.name
