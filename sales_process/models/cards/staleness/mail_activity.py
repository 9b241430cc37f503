from odoo import models

from ....tools.screens import add_concerned

# opportunities without a next action follow from events
FOLLOWING = ("crm.lead", "mail.activity")


class MailActivity(models.Model):
    """Changed activities are told to whose they are, and to the seller of their opportunity."""

    _name = "mail.activity"
    _inherit = ["sales.stale.mixin", "mail.activity"]

    _owner_fields = ("user_id",)
    _quiet_fields = ("lead_id", "res_id", "res_model_id")

    def _note_concerned(self, concerned):
        users = (("res.users", user_id) for user_id in self.user_id.ids)
        add_concerned(concerned, users, FOLLOWING)
        # what is on documents of other apps is the business of its user alone
        event_models = self._get_event_models()
        events = self.filtered(
            lambda activity: activity.event_category_id or activity.res_model in event_models
        )
        sellers = (("res.users", user_id) for user_id in events.lead_id.user_id.ids)
        add_concerned(concerned, sellers, FOLLOWING)
        free = events.filtered(lambda event: not event.user_id and not event.lead_id.user_id)
        teams = free.lead_id.team_id | free.event_team_id
        add_concerned(concerned, (("crm.team", team_id) for team_id in teams.ids), FOLLOWING)
        self._note_companies(concerned, events._get_stale_companies(), FOLLOWING)

    def _get_stale_companies(self):
        """Return the companies of events: of their opportunity, else as it was kept, else of whose
        they are."""
        companies = self.env["res.company"]
        for event in self:
            companies |= (
                event.lead_id.company_id
                or event.event_company_id
                or event.user_id.company_id
                or self.env.company
            )
        return companies
