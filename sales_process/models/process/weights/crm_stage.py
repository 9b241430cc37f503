from odoo import fields, models


class CrmStage(models.Model):
    """What a stage proposes as weight of its opportunities."""

    _name = "crm.stage"
    _inherit = ["crm.stage", "sales.weight.mixin"]

    _longest_name = None

    weight = fields.Float(
        string="Weight (%)",
        default=0.0,
        aggregator=None,
        help="Percentage of the contract value that counts in the sales forecast for the"
        " opportunities of this stage. It does not change the probability that Odoo predicts.",
    )

    def write(self, vals):
        reweighted = self.browse()
        if "weight" in vals:
            reweighted = self.filtered(lambda stage: stage.weight != vals["weight"])
        result = super().write(vals)
        if reweighted:
            self.env["crm.lead"]._apply_stage_weights(reweighted)
        return result
