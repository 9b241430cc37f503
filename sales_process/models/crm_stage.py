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

    process_stage_id = fields.Many2one(
        "sales.process.template.stage",
        string="From Process Stage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The stage of a ready-made process that this stage was loaded from.",
    )
    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        "Quotation Template",
        help="Preset for quotations made from an opportunity in this stage.",
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

    def write(self, vals):
        reweighted = self.browse()
        if "weight" in vals and not self.env.context.get("installing_process"):
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

    # ------------------------------------------------------------
    # INSTALLATION
    # ------------------------------------------------------------

    @api.model
    def _init_process(self):
        """Fit the stages that a company has into weighted stages; change nothing else.

        Documents move opportunities from the first day on only where there are none yet.
        """
        stages = self.with_context(installing_process=True).search([], order="sequence, id")
        for stage, weight in stages._get_default_weights().items():
            stage.weight = weight
        leads = self.env["crm.lead"].with_context(active_test=False)
        is_new = not leads.search_count([], limit=1)
        self.env["res.company"].search([]).stages_follow_documents = is_new
        if is_new:
            shared = stages.filtered(lambda stage: not stage.team_ids)
            won = shared.filtered("is_won")[:1]
            won.flow_step = "order"
            before = shared.filtered(
                lambda stage: (
                    not stage.is_won
                    and (not won or (stage.sequence, stage.id) < (won.sequence, won.id))
                )
            )
            before[-1:].flow_step = "sent"

    def _get_default_weights(self):
        """Weights for stages that have none: won ones count in full, the others are spread evenly
        over the pipeline of their team, in which the shared stages keep their place.

        :return: ``{stage: weight}``
        """
        ordered = self.sorted(lambda stage: (stage.sequence, stage.id))
        weights = {stage: 100.0 for stage in ordered if stage.is_won}
        ordered -= ordered.filtered("is_won")
        shared = ordered.filtered(lambda stage: not stage.team_ids)
        for index, stage in enumerate(shared, start=1):
            weights[stage] = round(100.0 * index / (len(shared) + 1))
        for team in ordered.team_ids:
            pipeline = list(team._filter_process_stages(ordered))
            last = 0.0
            while pipeline:
                run = []
                while pipeline and pipeline[0] not in weights:
                    run.append(pipeline.pop(0))
                following = weights[pipeline[0]] if pipeline else 100.0
                for index, stage in enumerate(run, start=1):
                    step = (following - last) * index / (len(run) + 1)
                    weights[stage] = round(last + step, 1)
                if pipeline:
                    last = weights[pipeline.pop(0)]
        return weights
