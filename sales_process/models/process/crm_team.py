from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import ormcache

from ...tools.flow import Stage
from .sales_process_template_stage import prepare_process_stage_vals


class CrmTeam(models.Model):
    _inherit = "crm.team"

    has_own_stages = fields.Boolean(
        string="Only Its Own Stages",
        help="The pipeline of this team shows the stages that name the team, and leaves out the"
        " stages that are shared by all teams. Loading a ready-made process turns it on.",
    )

    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        "Quotation Template",
        help="Preset for quotations made from this team's opportunities, unless their stage names "
        "another one.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "has_own_stages" in vals:
            self.env["crm.stage"]._forget()
        return result

    @api.model
    @ormcache("team_id")
    def _get_pipeline(self, team_id):
        """The stages of a team's pipeline as documents see it, or of those shared by all teams.

        :return: tuple of ``flow.Stage``, in the pipeline's order
        """
        # sudo: the pipeline is the same for everyone
        team = self.sudo().browse(team_id or [])
        stages = team._get_process_stages()
        steps = team._get_flow_steps(stages)
        return tuple(
            Stage(stage.id, steps.get(stage), stage.weight, stage.is_won) for stage in stages
        )

    def _get_process_stage_domain(self):
        """Domain of the stages in this team's pipeline; without a team, of the shared ones."""
        if not self:
            return Domain("team_ids", "=", False)
        own = Domain("team_ids", "in", self.ids)
        return own if all(self.mapped("has_own_stages")) else own | Domain("team_ids", "=", False)

    def _get_process_stages(self):
        """The stages of this team's pipeline, first to last."""
        return self.env["crm.stage"].search(self._get_process_stage_domain(), order="sequence, id")

    def _filter_process_stages(self, stages):
        """Of the given stages, those in this team's pipeline."""
        return stages.filtered_domain(self._get_process_stage_domain())

    def _get_flow_steps(self, stages):
        """Which of the stages is reached by which document in this team's pipeline.

        A stage that names the team goes before a shared one that claims the same document.

        :return: ``{stage: flow step}``, without the stages that people alone move to
        """
        by_step = {}
        for stage in self._filter_process_stages(stages).filtered("flow_step"):
            if stage.flow_step not in by_step or stage.team_ids:
                by_step[stage.flow_step] = stage
        return {stage: step for step, stage in by_step.items()}

    def action_load_process(self):
        """Choose a ready-made process and see what it would change."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load a Ready-made Process"),
            "res_model": "sales.process.template.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_team_id": self.id},
        }

    def action_save_process(self):
        """Keep the stages of this team as a process of one's own."""
        self.ensure_one()
        stages = self._get_process_stages()
        if not stages:
            raise UserError(
                self.env._("“%(team)s” has no stages that could be saved.", team=self.name)
            )
        template = self.env["sales.process.template"].create(
            {
                "name": self.env._("Process of %(team)s", team=self.name),
                "stage_ids": [
                    Command.create(
                        {
                            "sequence": index * 10,
                            **prepare_process_stage_vals(stage),
                        }
                    )
                    for index, stage in enumerate(stages, start=1)
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.process.template",
            "res_id": template.id,
            "view_mode": "form",
        }
