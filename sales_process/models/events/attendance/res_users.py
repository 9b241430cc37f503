from odoo import models


class ResUsers(models.Model):
    """Whose meetings with customers are visits."""

    _inherit = "res.users"  # pylint: disable=consider-merging-classes-inherited

    def _filtered_sellers(self):
        """Those of these users who sell."""
        return self.filtered(
            lambda user: user.active and user.has_group("sales_team.group_sale_salesman")
        )
