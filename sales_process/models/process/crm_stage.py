from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.flow import STEPS_OF_STAGES

# What is remembered of the stages, see `crm.team._get_pipeline`
PIPELINE_SETTINGS = {"sequence", "is_won", "flow_step", "weight", "team_ids"}


class CrmStage(models.Model):
    """What a stage is: guidance for the seller, and the document that brings one here."""

    _inherit = "crm.stage"

    guidance = fields.Html(
        help="What to do in this stage, in your own words. It is shown on the opportunities.",
        translate=True,
    )
    flow_step = fields.Selection(
        STEPS_OF_STAGES,
        string="Reached By",
        index="btree_not_null",
        help="The document that brings an opportunity to this stage:\n"
        "Quotation: a quotation exists.\n"
        "Quotation Sent: a quotation was sent to the customer.\n"
        "Order: the customer has ordered.\n"
        "Delivery: everything that can be delivered is delivered.\n"
        "Invoice: everything is invoiced.\n"
        "Payment: everything is paid.",
    )

    @api.constrains("flow_step", "team_ids")
    def _check_flow_step(self):
        """A document can bring an opportunity to one stage only."""
        if not any(stage.flow_step for stage in self):
            return
        stages = self.search([("flow_step", "in", self.mapped("flow_step"))])
        stages._check_flow_step_unique()

    def _check_flow_step_unique(self):
        """Of the stages that name a team, and of the shared ones, one at most for each step.

        A stage of the team's own goes before a shared one.
        """
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        seen = {}
        for stage in self.filtered("flow_step").sorted(lambda stage: (stage.sequence, stage.id)):
            for team in stage.team_ids or [self.env["crm.team"]]:
                other = seen.setdefault((team, stage.flow_step), stage)
                if other == stage:
                    continue
                raise ValidationError(
                    self.env._(
                        "The stages “%(first)s” and “%(second)s” are both reached by “%(step)s”"
                        " in the pipeline of %(team)s. Let only one of them be.",
                        first=other.name,
                        second=stage.name,
                        step=labels[stage.flow_step],
                        team=team.name or self.env._("all teams"),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._forget()
        return stages

    def write(self, vals):
        result = super().write(vals)
        if not PIPELINE_SETTINGS.isdisjoint(vals):
            self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _forget(self):
        """Forget what is remembered of the stages."""
        self.env.registry.clear_cache()

    def _is_before(self, other):
        """Whether another stage comes later in the pipeline."""
        self.ensure_one()
        return (self.sequence, self._origin.id) < (other.sequence, other._origin.id)
