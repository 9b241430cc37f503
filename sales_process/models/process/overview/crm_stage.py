from itertools import pairwise

from odoo import api, fields, models
from odoo.tools.mail import html_to_inner_content

SALES = "sales_team.group_sale_salesman"  # who reads opportunities


class CrmStage(models.Model):
    """What a manager sees of the stages at a glance."""

    _inherit = "crm.stage"

    lead_count = fields.Integer(
        string="Opportunities Now",
        compute="_compute_lead_count",
        compute_sudo=False,
        groups=SALES,
    )
    rotting_threshold_days = fields.Integer(
        aggregator=None,
        help="After so many days without an update opportunities of this stage are "
        "going stale; 0: never.",
    )  # no sum says anything
    guidance_text = fields.Char(string="Guidance in Short", compute="_compute_guidance_text")
    weight_warning = fields.Char(
        string="Warning",
        compute="_compute_weight_warning",
        help="The weights of a pipeline rise from stage to stage: where they do not, an opportunity"
        " that moves on counts less than before.",
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_lead_count(self):
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("type", "=", "opportunity"), ("stage_id", "in", self._origin.ids)],
                ["stage_id"],
                ["__count"],
            )
        )
        for stage in self:
            stage.lead_count = counts.get(stage._origin, 0)

    @api.depends("guidance")
    @api.depends_context("lang")
    def _compute_guidance_text(self):
        for stage in self:
            stage.guidance_text = html_to_inner_content(stage.guidance or "")

    @api.depends("weight", "sequence", "is_won", "team_ids", "team_ids.has_own_stages")
    @api.depends_context("lang")
    def _compute_weight_warning(self):
        warnings = self._find_weight_warnings()
        for stage in self:
            stage.weight_warning = warnings.get(stage._origin.id, False)

    def _find_weight_warnings(self):
        """Where weights do not rise in the pipeline of some team, ``{stage id: warning}``.

        Both stages are warned: either may be the wrong one. Won stages may weigh the same.
        """
        changed = {stage._origin.id: stage for stage in self}
        stages = self.search([], order="sequence, id")
        warnings = {}
        for team in [self.env["crm.team"], *self.env["crm.team"].search([])]:
            pipeline = [
                changed.get(stage.id, stage) for stage in team._filter_process_stages(stages)
            ]
            for stage, following in pairwise(pipeline):
                if stage.weight > following.weight or (
                    stage.weight == following.weight and not following.is_won
                ):
                    stage._add_weight_warnings(following, team, warnings)
        return warnings

    def _add_weight_warnings(self, following, team, warnings):
        values = {
            "stage": self.name,
            "following": following.name,
            "weight": self.weight,
            "following_weight": following.weight,
            "team": team.name or self.env._("all teams"),
        }
        warnings.setdefault(
            self._origin.id,
            self.env._(
                "Not below “%(following)s” (%(following_weight)g %%), which comes next for"
                " %(team)s",
                **values,
            ),
        )
        warnings.setdefault(
            following._origin.id,
            self.env._(
                "Not above “%(stage)s” (%(weight)g %%), which comes before for %(team)s", **values
            ),
        )

    def action_open_leads(self):
        """The opportunities that are in this stage now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_opportunities")
        return {
            **action,
            "display_name": self.name,
            "domain": [("type", "=", "opportunity"), ("stage_id", "=", self.id)],
            "context": {"default_type": "opportunity"},
        }
