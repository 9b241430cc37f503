from odoo import api, fields, models

from ...tools.transaction import get_queue


class CrmLead(models.Model):
    """The stages of a team's pipeline, and an opportunity's place in it."""

    _inherit = "crm.lead"

    guidance = fields.Html(related="stage_id.guidance", string="Stage Guidance")
    team_stage_ids = fields.Many2many(
        "crm.stage", compute="_compute_team_stage_ids", string="Stages of the Pipeline"
    )

    @api.depends("team_id", "type")
    def _compute_stage_id(self):
        """A team may show its own stages only, and what is won stays won in another pipeline.

        One search for each team, where Odoo makes one for each lead.
        """
        misplaced = {True: [], False: []}
        for lead in self:
            team, stage = lead.team_id, lead.stage_id
            if not stage:
                misplaced[False].append(lead)
            elif team:
                teams = stage.team_ids
                if team not in teams if teams else team.has_own_stages:
                    misplaced[stage.is_won].append(lead)
        for is_won, leads in misplaced.items():
            for in_team in self.browse().concat(*leads).grouped("team_id").values():
                stage = is_won and in_team._stage_find(domain=[("is_won", "=", True)])
                in_team.stage_id = stage or in_team._stage_find(domain=[("fold", "=", False)])
        super()._compute_stage_id()

    @api.depends("team_id")
    def _compute_team_stage_ids(self):
        for team, leads in self.grouped("team_id").items():
            leads.team_stage_ids = [stage.id for stage in team._get_pipeline(team._origin.id)]

    def write(self, vals):
        if "stage_id" in vals:
            cause = get_queue(self.env).scope.cause
            if cause and cause.name == "merge":
                vals = self._fit_merged_stage(vals)
        return super().write(vals)

    def _stage_find(self, team_id=False, domain=None, order="sequence, id", limit=1):
        teams = self.team_id | self.env["crm.team"].browse(team_id or [])
        if teams and all(teams.mapped("has_own_stages")):
            own = [*(domain or []), ("team_ids", "in", teams.ids)]
            stages = super()._stage_find(team_id=team_id, domain=own, order=order, limit=limit)
            if stages:
                return stages  # else: a team whose stages are still to come
        return super()._stage_find(team_id=team_id, domain=domain, order=order, limit=limit)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        """The columns of a board: without the shared stages for teams that have their own."""
        result = super()._read_group_stage_ids(stages, domain)
        context = self.env.context
        teams = self.env["crm.team"].browse(context.get("default_team_id") or [])
        if context.get("show_user_team_stages"):
            teams |= self.env.user.crm_team_ids
        if teams and all(teams.mapped("has_own_stages")):
            result = result.filtered(lambda stage: stage in stages or stage.team_ids & teams)
        return result

    def action_set_won(self):
        """Won is won at the order, the first won stage: what is won already does not jump ahead,
        and every team wins in its own pipeline."""
        won = self.filtered(lambda lead: lead.stage_id.is_won)
        if won:
            won.action_unarchive()
        for leads in (self - won).grouped("team_id").values():
            super(CrmLead, leads).action_set_won()
        return True

    def _fit_merged_stage(self, vals):
        """Odoo's merge may choose a shared stage; a team may show its own ones only."""
        team = self.team_id
        if vals.get("team_id"):
            team = team.browse(vals["team_id"])
        stage = self.env["crm.stage"].browse(vals.get("stage_id") or [])
        if not stage or not team.has_own_stages:
            return vals
        if stage.id in {own.id for own in team._get_pipeline(team.id)}:
            return vals
        found = self.browse()._stage_find(team_id=team.id, domain=[("fold", "=", False)])
        return {**vals, "stage_id": found.id or stage.id}
