from odoo import api, models

# name of a tour → the group of those whom it shows their work
SALES_TOURS = {
    "sales_process_sellers_day": "sales_team.group_sale_salesman",
    "sales_process_managers_morning": "sales_team.group_sale_manager",
    "sales_process_setting_up": "sales_team.group_sale_manager",
}


class WebTourTour(models.Model):
    """Our tours are started from the menu of the user, and lead into no other one."""

    _inherit = "web_tour.tour"

    @api.model
    def _get_sales_tours(self):
        """Names of our tours that are for the current user."""
        user = self.env.user
        return [name for name, group in SALES_TOURS.items() if user.has_group(group)]

    @api.model
    def consume(self, tourName):
        """Odoo switches its onboarding on for who starts a tour by hand: after ours it is again as
        Odoo gives it to this user, and nothing else begins."""
        following = super().consume(tourName)
        if not isinstance(tourName, str) or tourName not in SALES_TOURS:
            return following
        # sudo: one's own setting, which Odoo writes in the same way
        self.env.user.sudo()._compute_tour_enabled()
        return False
