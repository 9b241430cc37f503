from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools.flow import STEPS_OF_STAGES


class SalesProcessTemplateStage(models.Model):
    """A stage of a ready-made process: what it has in common with the stage that it becomes."""

    _name = "sales.process.template.stage"
    _description = "Stage of a Ready-made Sales Process"
    _inherit = ["sales.process.stage.mixin", "sales.weight.mixin", "sales.process.file.mixin"]
    _order = "template_id, sequence, id"

    template_id = fields.Many2one(
        "sales.process.template",
        required=True,
        index=True,
        ondelete="cascade",
        help="The process that the stage belongs to.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_won = fields.Boolean(string="Won", help="Opportunities in this stage are won.")
    flow_step = fields.Selection(
        STEPS_OF_STAGES,
        string="Reached By",
        help="The document that brings an opportunity to this stage.",
    )
    fold = fields.Boolean(string="Folded", help="Shown folded on the pipeline.")
    requirements = fields.Text(
        string="Description", translate=True, help="What Odoo shows at the column of the stage."
    )
    guidance = fields.Html(
        translate=True,
        help="What to do in this stage, in your own words. It is shown on the opportunities.",
    )
    rotting_threshold_days = fields.Integer(
        string="Days to Rot",
        help="After so many days without an update opportunities of this stage are "
        "going stale; 0: never.",
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

    @api.model
    def _get_file_field_names(self):
        return self._get_process_field_names()

    def _get_weighted_name(self):
        return self.env._(
            "“%(stage)s” in the process “%(process)s”",
            stage=self.name,
            process=self.template_id.name,
        )

    def _prepare_crm_stage_vals(self, team):
        """Values of the stage that this one becomes in a team's pipeline. To be extended by what
        else it passes on."""
        self.ensure_one()
        return {
            **self._prepare_process_vals(),
            "sequence": self.sequence,
            "team_ids": [fields.Command.set(team.ids)],
            "process_stage_id": self.id,
        }

    def _prepare_kept_vals(self, stage):
        """Values for a stage that a team has already: what the team has written stays. To be
        extended by what else is the team's own."""
        self.ensure_one()
        own = [name for name in self._get_team_field_names() if stage[name]]
        vals = self._prepare_crm_stage_vals(stage.team_ids)
        return {
            name: value
            for name, value in vals.items()
            if name not in ("name", "is_won", "team_ids", *own)
        }

    @api.model
    def _get_team_field_names(self):
        """Fields of which a team's own text or choice stays when a process is loaded. To be
        extended."""
        return ["guidance", "requirements"]

    @api.model
    def _translate_loaded_stages(self, langs):
        """Give the stages that were loaded from ready-made processes their texts in languages that
        have come since; what a team has written stays.

        :param langs: codes of languages
        """
        installed = {lang for lang, _name in self.env["res.lang"].get_installed()}
        self.env.invalidate_all()  # translations were loaded in SQL
        # sudo, here and below: of every team; who installs a language need not be a sales manager
        loaded = self.env["crm.stage"].sudo().search([("process_stage_id", "!=", False)])
        for stage in loaded:
            stage.process_stage_id._copy_translations(stage, installed.intersection(langs))
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        for team in teams.search([("process_template_id", "!=", False)]):
            team.process_template_id._copy_guidance(team, installed.intersection(langs))
