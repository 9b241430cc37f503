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
        without_team = Domain("lead_id", "=", False) | Domain("lead_id.team_id", "=", False)
        return Domain("lead_id.team_id", "in", team_ids) | (
            without_team & Domain("event_team_id", "in", [*team_ids, False])
        )

    @api.model
    def _get_row_action_options(self):
        return {
            "take": {
                "sequence": 5,
                "label": self.env._("Take"),
                "icon": "fa-hand-paper-o",
                "method": "_run_take",
                "undo": "_undo_take",
            },
            **super()._get_row_action_options(),
        }

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name != "mail.activity" or self._get_card_user() != self.env.user:
            return actions
        free = records.filtered(lambda activity: activity.active and not activity.user_id)
        for activity in free._filtered_access("write"):
            actions[activity.id] += ["take"]
        return actions

    def _run_take(self, activity, _values):
        activity.user_id = self.env.user
        undo = self._make_token("take", activity, {"user_id": self.env.uid})
        message = self.env._("“%s” is yours now.", activity.display_name)
        return self._say_row(message, "success", undo)

    def _undo_take(self, activity, kept):
        """Nobody's again, unless somebody has done it or passed it on meanwhile."""
        if not activity.active or activity.user_id.id != kept["user_id"]:
            return self._say_row_changed(activity)
        activity.user_id = False
        return self._say_row(self.env._("“%s” is nobody's again.", activity.display_name))

    @api.model
    def _say_row_changed(self, record):
        is_activity = record._name == "mail.activity" and record.active
        if not is_activity or record.user_id in (self.env.user, self.env["res.users"]):
            return super()._say_row_changed(record)
        return self._say_row(
            self.env._(
                "“%(activity)s” is with %(user)s meanwhile.",
                activity=record.display_name,
                # sudo: a colleague's name, as on every activity
                user=record.sudo().user_id.name,
            ),
            "warning",
        )
