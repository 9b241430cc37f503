from odoo import api, models


class SalesCard(models.Model):
    """The Manager's Centre stands in Odoo's command palette, too."""

    _inherit = "sales.card"

    @api.model
    def _get_palette_commands(self):
        commands = super()._get_palette_commands()
        if self.env["sales.event.report"].has_access("read"):
            name, action = self.env._("Manager's Centre"), "sales_process.sales_centre_action"
            commands.append({"name": name, "action": action})
        return commands
