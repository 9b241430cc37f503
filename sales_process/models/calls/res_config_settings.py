from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    """Where a telephone system sends its calls."""

    _inherit = "res.config.settings"

    unknown_callers = fields.Selection(related="company_id.unknown_callers", readonly=False)
    call_address = fields.Char("Address for Calls", compute="_compute_call_address")
    has_call_secret = fields.Boolean(compute="_compute_call_address")

    @api.depends("company_id")
    def _compute_call_address(self):
        for settings in self:
            company = settings.company_id
            settings.call_address = f"{settings.get_base_url()}/sales_process/calls/{company.id}"
            # sudo: only whether there is a secret
            settings.has_call_secret = bool(company.sudo().call_secret)

    def action_renew_call_secret(self):
        """Make a new secret for the company's telephone system, and show it once."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Secret of the Telephone System"),
            "res_model": "sales.call.secret",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_secret": self.company_id._renew_call_secret()},
        }
