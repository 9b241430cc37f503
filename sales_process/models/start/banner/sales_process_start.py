from odoo import api, models


class SalesProcessStart(models.Model):
    """Until it is finished or closed, a banner leads to the guided start."""

    _inherit = "sales.process.start"

    @api.model
    def _is_offered(self):
        """Whether the banner is there for the current user."""
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            return False
        start = self.search([("company_id", "=", self.env.company.id)])
        return not (start.is_closed or start.is_finished)

    @api.model
    def action_close_banner(self):
        """Show the banner no more to anybody in this company; the menu still leads here."""
        self._check_manager()
        self.browse(self.action_open()["res_id"]).is_closed = True
        return True
