from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

FLOW_STEPS = [
    ("quotation", "Quotation"),
    ("sent", "Quotation Sent"),
    ("order", "Order"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
]


class CrmStage(models.Model):
    _inherit = "crm.stage"

    weight = fields.Float(
        string="Weight (%)",
        default=0.0,
        help="Percentage of the contract value that counts in the sales forecast for the"
        " opportunities of this stage. It does not change the probability that Odoo predicts.",
    )
    guidance = fields.Html(
        help="What to do in this stage, in your own words. It is shown on the opportunities.",
        translate=True,
    )
    flow_step = fields.Selection(
        FLOW_STEPS,
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

    @api.constrains("weight")
    def _check_weight(self):
        for stage in self:
            if not 0 <= stage.weight <= 100:
                raise ValidationError(
                    self.env._(
                        "The weight of the stage “%(stage)s” is %(weight)g. Give a percentage"
                        " from 0 to 100.",
                        stage=stage.name,
                        weight=stage.weight,
                    )
                )

    @api.constrains("flow_step", "team_ids")
    def _check_flow_step(self):
        """A document can bring an opportunity to one stage only."""
        if not any(stage.flow_step for stage in self):
            return
        stages = self.search([("flow_step", "in", self.mapped("flow_step"))])
        stages._check_flow_step_unique()

    def _check_flow_step_unique(self):
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        teams = self.env["crm.team"].with_context(active_test=False).search([])
        for team in [teams.browse(), *teams]:
            seen = {}
            for stage in team._filter_process_stages(self):
                if not stage.flow_step:
                    continue
                other = seen.setdefault(stage.flow_step, stage)
                if other != stage:
                    raise ValidationError(
                        self.env._(
                            "The stages “%(first)s” and “%(second)s” are both reached by"
                            " “%(step)s” in the pipeline of %(team)s. Let only one of them be.",
                            first=other.name,
                            second=stage.name,
                            step=labels[stage.flow_step],
                            team=team.name or self.env._("all teams"),
                        )
                    )

    def write(self, vals):
        reweighted = self.browse()
        if "weight" in vals:
            reweighted = self.filtered(lambda stage: stage.weight != vals["weight"])
        result = super().write(vals)
        if reweighted:
            self.env["crm.lead"]._apply_stage_weights(reweighted)
        return result

    def unlink(self):
        """The stays in a stage outlive it, under the name that it had."""
        self.env["crm.lead.stage.history"].flush_model()
        if self:
            self.env.cr.execute(
                SQL(
                    """UPDATE crm_lead_stage_history AS stay
                          SET stage_name = COALESCE(stage.name->>%s, stage.name->>'en_US')
                         FROM crm_stage AS stage
                        WHERE stage.id = stay.stage_id AND stage.id IN %s""",
                    self.env.lang or "en_US",
                    self._ids,
                )
            )
            self.env["crm.lead.stage.history"].invalidate_model(flush=False)
        return super().unlink()
