from odoo import api, models
from odoo.fields import Domain

# What may be nobody's, and is somebody's with a click
TAKEN_MODELS = ("crm.lead", "mail.activity")


class SalesCard(models.Model):
    """What is nobody's: activities and leads on a card of teams, for whoever of the team takes
    them."""

    _inherit = "sales.card"

    def _get_owner_domain(self, model):
        """Activities are of the team of their opportunity, whatever else they are; those without
        one, and leads without a team, are everybody's who may read them."""
        domain = super()._get_owner_domain(model)
        if model._name == "crm.lead" and self.owner_field_name == "team_id":
            return domain | Domain("team_id", "=", False)
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
        if records._name not in TAKEN_MODELS or self._get_card_user() != self.env.user:
            return actions
        free = records.filtered(lambda record: record.active and not record.user_id)
        for record in free._filtered_access("write"):
            actions[record.id] += ["take"]
        return actions

    def _run_take(self, record, _values):
        kept = {"user_id": self.env.uid}
        if record._name == "crm.lead":
            kept["team_id"] = record.team_id.id  # Odoo gives it to a team of the seller's
        record.user_id = self.env.user
        undo = self._make_token("take", record, kept)
        message = self.env._("“%s” is yours now.", record.display_name)
        return self._say_row(message, "success", undo)

    def _undo_take(self, record, kept):
        """Nobody's again, unless somebody has done it or passed it on meanwhile."""
        if not record.active or record.user_id.id != kept["user_id"]:
            return self._say_row_changed(record)
        record.write({**kept, "user_id": False})
        return self._say_row(self.env._("“%s” is nobody's again.", record.display_name))

    @api.model
    def _say_row_changed(self, record):
        is_free = record._name in TAKEN_MODELS and record.active
        if not is_free or record.user_id in (self.env.user, self.env["res.users"]):
            return super()._say_row_changed(record)
        return self._say_row(
            self.env._(
                "“%(activity)s” is with %(user)s meanwhile.",
                activity=record.display_name,
                # sudo: a colleague's name, as on every record
                user=record.sudo().user_id.name,
            ),
            "warning",
        )
