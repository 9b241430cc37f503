from odoo import api, models
from odoo.fields import Domain


class SalesCard(models.Model):
    """What is nobody's: activities on a card of teams, for whoever of the team takes them."""

    _inherit = "sales.card"

    def _get_owner_domain(self, model):
        """Activities are of the team of their opportunity, whatever else they are; those without
        one are everybody's who may read them."""
        domain = super()._get_owner_domain(model)
        if model._name != "mail.activity" or self.owner_field_name != "event_team_id":
            return domain
        team_ids = self._get_card_owner(model._fields["event_team_id"]).ids
        return Domain("lead_id.team_id", "in", team_ids) | (
            Domain("lead_id.team_id", "=", False)
            & Domain("event_team_id", "in", [*team_ids, False])
        )

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name != "mail.activity" or self._get_card_user() != self.env.user:
            return actions
        free = records.filtered(lambda activity: activity.active and not activity.user_id)
        for activity in free._filtered_access("write"):
            actions[activity.id] = [*actions.get(activity.id, ()), "take"]
        return actions

    @api.model
    def _get_row_action_labels(self):
        return {**super()._get_row_action_labels(), "take": self.env._("Take")}

    @api.model
    def _run_row_action_take(self, activity, _values):
        activity.user_id = self.env.user

    def _get_row_action_problem(self, record, action):
        if action == "take" and record.user_id:
            return self.env._(
                "“%(activity)s” is with %(user)s meanwhile. Reload the view.",
                activity=record.display_name,
                # sudo: a colleague's name, as on every activity
                user=record.sudo().user_id.name,
            )
        return super()._get_row_action_problem(record, action)
