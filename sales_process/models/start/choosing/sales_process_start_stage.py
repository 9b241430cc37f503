from odoo import fields, models

from ....tools.flow import STEPS_OF_STAGES


class SalesProcessStartStage(models.Model):
    """One stage of today, and the weight and the document that are proposed for it."""

    _name = "sales.process.start.stage"
    _description = "Proposal for a Stage"
    _inherit = "sales.weight.mixin"
    _rec_name = "stage_id"
    _order = "sequence, id"

    _parent_link = "start_id"

    start_id = fields.Many2one("sales.process.start", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="start_id.company_id", store=True)
    stage_id = fields.Many2one("crm.stage", required=True, readonly=True, ondelete="cascade")
    sequence = fields.Integer(readonly=True)
    lead_count = fields.Integer("Opportunities", readonly=True, aggregator=None)
    weight_before = fields.Float("Weight Now (%)", readonly=True, aggregator=None)
    weight = fields.Float("Proposed Weight (%)", aggregator=None)
    flow_step = fields.Selection(STEPS_OF_STAGES, string="Reached By")

    def _get_weighted_name(self):
        self.ensure_one()
        return f"“{self.stage_id.display_name}”"
