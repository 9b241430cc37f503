from odoo import api, fields, models


class SalesProcessTemplateLoadLine(models.TransientModel):
    """One stage of today, and where its opportunities go when the process is loaded."""

    _name = "sales.process.template.load.line"
    _description = "What Becomes of a Stage When a Process Is Loaded"
    _inherit = "sales.input.mixin"

    wizard_id = fields.Many2one(
        "sales.process.template.load", required=True, index=True, ondelete="cascade"
    )
    template_id = fields.Many2one(related="wizard_id.template_id")
    stage_id = fields.Many2one("crm.stage", required=True, readonly=True, ondelete="cascade")
    is_won = fields.Boolean(related="stage_id.is_won")
    lead_count = fields.Integer(string="Opportunities", readonly=True)
    is_kept = fields.Boolean(readonly=True, help="The stage is part of the process already.")
    target_id = fields.Many2one(
        "sales.process.template.stage",
        string="Opportunities Go To",
        domain="[('template_id', '=', template_id), ('is_won', '=', is_won)]",
        help="The stage of the process that these opportunities go to.",
    )
    outcome = fields.Char(string="What Happens", compute="_compute_outcome")

    @api.depends("stage_id", "is_kept", "wizard_id.team_id")
    def _compute_outcome(self):
        for line in self:
            team = line.wizard_id.team_id._origin
            teams = line.stage_id.team_ids
            if line.is_kept:
                line.outcome = self.env._("Stays as it is")
            elif not teams:
                line.outcome = self.env._("Stays for the other teams")
            elif teams != team:
                line.outcome = self.env._(
                    "Stays for %(teams)s", teams=", ".join((teams - team).mapped("name"))
                )
            else:
                line.outcome = self.env._("Is replaced")
