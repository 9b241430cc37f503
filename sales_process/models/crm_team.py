from odoo import api, fields, models
from odoo.fields import Domain


class CrmTeam(models.Model):
    _inherit = "crm.team"

    has_own_stages = fields.Boolean(
        string="Only Its Own Stages",
        help="The pipeline of this team shows the stages that name the team, and leaves out the"
        " stages that are shared by all teams. Loading a ready-made process turns it on.",
    )

    @api.constrains("has_own_stages")
    def _check_has_own_stages(self):
        stages = self.env["crm.stage"].search([("flow_step", "!=", False)])
        stages._check_flow_step_unique()

    def _get_process_stage_domain(self):
        """Domain of the stages in this team's pipeline; without a team, of the shared ones."""
        if not self:
            return Domain("team_ids", "=", False)
        own = Domain("team_ids", "in", self.ids)
        return own if all(self.mapped("has_own_stages")) else own | Domain("team_ids", "=", False)

    def _get_process_stages(self):
        """The stages of this team's pipeline, first to last."""
        return self.env["crm.stage"].search(
            self._get_process_stage_domain(), order="sequence, id"
        )

    def _filter_process_stages(self, stages):
        """Of the given stages, those in this team's pipeline."""
        return stages.filtered_domain(self._get_process_stage_domain())
