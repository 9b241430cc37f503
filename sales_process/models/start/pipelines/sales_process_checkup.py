from odoo import api, models

from ....tools.flow import STEPS_OF_STAGES
from ..sales_process_checkup import Check

# Before the order a team needs one of these, so that sending a quotation is seen
BEFORE_ORDER = {"quotation", "sent"}


class SalesProcessCheckup(models.AbstractModel):
    """Whether each team has a pipeline that weighs, follows documents, and can be gone through."""

    _inherit = "sales.process.checkup"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "pipeline": Check(
                self.env._("Teams without a pipeline"),
                self.env._("Their opportunities have no stage to go to."),
                self.env._("Shows them the stages that are shared by all teams"),
            ),
            "weights": Check(
                self.env._("Stages whose weights do not rise"),
                self.env._(
                    "An opportunity that moves on counts less in the forecast. Correct the weights"
                    " in the list."
                ),
            ),
            "flow_steps": Check(
                self.env._("Document steps that no stage answers"),
                self.env._(
                    "Stages follow documents, but these documents move no opportunity. Say on a"
                    " stage by which document it is reached."
                ),
                self.env._(
                    "The last stage before the won one is reached by the sent quotation, the first"
                    " won one by the order"
                ),
            ),
            "goals": Check(
                self.env._("Goals that nobody can meet"),
                self.env._(
                    "Opportunities wait in their stage for ever. Correct the goals, or take them"
                    " out."
                ),
            ),
        }

    @api.model
    def _get_teams(self):
        return self.env["crm.team"].search([("use_opportunities", "=", True)])

    # ------------------------------------------------------------
    # PIPELINES
    # ------------------------------------------------------------

    @api.model
    def _get_pipelines(self):
        """``{team: its stages}`` in the pipeline's order, by one query for the stages."""
        stages = self.env["crm.stage"].search([], order="sequence, id")
        return {team: team._filter_process_stages(stages) for team in self._get_teams()}

    @api.model
    def _find_pipeline(self):
        return {
            team: self.env._("“%(team)s” has no stages.", team=team.name)
            for team, stages in self._get_pipelines().items()
            if not stages
        }

    @api.model
    def _mend_pipeline(self, teams):
        teams.has_own_stages = False

    # ------------------------------------------------------------
    # WEIGHTS
    # ------------------------------------------------------------

    @api.model
    def _find_weights(self):
        stages = self.env["crm.stage"].search([], order="sequence, id")
        warnings = stages._find_weight_warnings()
        return {
            stage: f"{stage.name}: {warnings[stage.id]}" for stage in stages if stage.id in warnings
        }

    @api.model
    def _open_weights(self, stages):
        return self._prepare_window("crm_stage_action_overview", stages)

    # ------------------------------------------------------------
    # DOCUMENTS
    # ------------------------------------------------------------

    @api.model
    def _find_flow_steps(self):
        """Teams that no stage tells of a quotation or of an order. What comes after the order
        need not have a stage: opportunities stay in the nearest one below."""
        labels = dict(self.env["crm.stage"]._fields["flow_step"]._description_selection(self.env))
        found = {}
        for team, stages in self._get_pipelines().items():
            # sudo: the setting of the team's company
            company = (team.company_id or self.env.company).sudo()
            if not stages or not company.stages_follow_documents:
                continue
            answered = set(team._get_flow_steps(stages).values())
            if "order" in answered and answered & BEFORE_ORDER:
                continue
            found[team] = self.env._(
                "“%(team)s”: no stage for %(steps)s.",
                team=team.name,
                steps=", ".join(
                    labels[step] for step, _ in STEPS_OF_STAGES if step not in answered
                ),
            )
        return found

    @api.model
    def _open_flow_steps(self, teams):
        stages = self.env["crm.stage"].search([], order="sequence, id")
        stages = stages.browse().union(*(team._filter_process_stages(stages) for team in teams))
        return self._prepare_window("crm_stage_action_overview", stages)

    @api.model
    def _mend_flow_steps(self, teams):
        """Give the steps of the installation to stages that stand for no document yet."""
        for team in teams:
            stages = team._get_process_stages()
            answered = set(team._get_flow_steps(stages).values())
            won = stages.filtered("is_won")[:1]
            if "order" not in answered and not won.flow_step:
                won.flow_step = "order"
            if not answered & BEFORE_ORDER:
                before = stages.filtered(
                    lambda stage, won=won: not stage.is_won and (not won or stage._is_before(won))
                )[-1:]
                if not before.flow_step:
                    before.flow_step = "sent"

    # ------------------------------------------------------------
    # GOALS
    # ------------------------------------------------------------

    @api.model
    def _find_goals(self):
        goals = self.env["crm.stage.goal"].search([("stage_id", "!=", False)])
        return {
            goal: f"{goal.stage_id.name}, {goal.display_name}: {goal.problem}"
            for goal in goals
            if goal.problem
        }

    @api.model
    def _open_goals(self, goals):
        return self._prepare_window("crm_stage_action_overview", goals.stage_id)
