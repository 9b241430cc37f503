from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from ...tools.flow import Stage


class CrmTeam(models.Model):
    """Which stages a team's pipeline has."""

    _inherit = "crm.team"

    has_own_stages = fields.Boolean(
        string="Only Its Own Stages",
        help="The pipeline of this team shows the stages that name the team, and leaves out the"
        " stages that are shared by all teams. Loading a ready-made process turns it on.",
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
        """The stages of this team's pipeline, first to last. To be extended by another choice."""
        return self.env["crm.stage"].search(self._get_process_stage_domain(), order="sequence, id")

    def _filter_process_stages(self, stages):
        """Of the given stages, those in this team's pipeline."""
        return stages.filtered_domain(self._get_process_stage_domain())

    def _get_flow_steps(self, stages):
        """Which of the stages is reached by which document in this team's pipeline.

        A stage that names the team goes before a shared one that claims the same document. To be
        extended by another choice.

        :return: ``{stage: flow step}``, without the stages that people alone move to
        """
        by_step = {}
        for stage in self._filter_process_stages(stages).filtered("flow_step"):
            if stage.flow_step not in by_step or stage.team_ids:
                by_step[stage.flow_step] = stage
        return {stage: step for step, stage in by_step.items()}
