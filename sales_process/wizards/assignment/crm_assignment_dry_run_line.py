from odoo import fields, models


class CrmAssignmentDryRunLine(models.TransientModel):
    """What the rules would do with one lead."""

    _name = "crm.assignment.dry.run.line"
    _description = "Dry Run: a Lead"
    _inherit = "sales.input.mixin"

    dry_run_id = fields.Many2one("crm.assignment.dry.run", required=True, ondelete="cascade")
    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    current_user_id = fields.Many2one("res.users", string="Has It", ondelete="cascade")
    rule_id = fields.Many2one("crm.assignment.rule", ondelete="cascade")
    team_id = fields.Many2one("crm.team", ondelete="cascade")
    user_id = fields.Many2one("res.users", string="Would Get It", ondelete="cascade")
    outcome = fields.Selection(
        [("seller", "To a salesperson"), ("team", "To a team only"), ("none", "No rule")],
        required=True,
    )
    is_changed = fields.Boolean(help="Somebody else has this lead now.")
    reason = fields.Char(string="Why")

    def action_open_lead(self):
        self.ensure_one()
        return self.lead_id.get_formview_action()
