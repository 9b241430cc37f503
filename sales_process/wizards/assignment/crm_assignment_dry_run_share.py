from odoo import fields, models


class CrmAssignmentDryRunShare(models.TransientModel):
    """How many of the leads one seller has, and would have."""

    _name = "crm.assignment.dry.run.share"
    _description = "Dry Run: Share of a Salesperson"
    _inherit = "sales.input.mixin"
    _order = "lead_count desc, id"

    dry_run_id = fields.Many2one("crm.assignment.dry.run", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Salesperson", required=True, ondelete="cascade")
    current_count = fields.Integer(string="Has Now")
    lead_count = fields.Integer(string="Would Have")
    share = fields.Float(aggregator=None)
