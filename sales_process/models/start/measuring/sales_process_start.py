from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class SalesProcessStart(models.Model):
    """Sellers get a first target, the same for all."""

    _inherit = "sales.process.start"

    target_category_id = fields.Many2one(
        "sales.event.category",
        "What",
        ondelete="set null",
        default=lambda self: self._default_target_category_id(),
    )
    target_value = fields.Float("How Many a Month", digits=(16, 2), default=20)

    def _default_target_category_id(self):
        return self.env["sales.event.category"].search([("role", "=", "visit")], limit=1)

    @api.model
    def _get_announced_fields(self):
        return [*super()._get_announced_fields(), "target_category_id", "target_value"]

    def _get_target_start(self):
        """Today: whoever begins in the middle of a month is not behind on the first day."""
        return fields.Date.context_today(self)

    def _get_users_to_measure(self):
        """Members of the team whom no target of that kind measures from today on."""
        first = self._get_target_start()
        measured = self.env["sales.target"].search(
            [
                ("metric", "=", "events"),
                ("event_category_id", "=", self.target_category_id.id),
                ("period", "=", "month"),
                ("team_id", "=", False),
                ("user_id", "!=", False),
                ("company_id", "=", self.company_id.id),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", first),
            ]
        )
        return self.team_id.member_ids - measured.user_id

    def _announce_targets(self):
        users = self._get_users_to_measure()
        if not users:
            return self.env._(
                "Everybody in the team has such a target already, or nobody is in it."
            )
        return self.env._(
            "A target each for %(sellers)s: %(value)s × %(category)s a month, from today on; for"
            " this month the share of its working days that are left. Other targets stay as they"
            " are.",
            sellers=", ".join(users.sudo().mapped("name")),  # sudo: names of colleagues
            value=formatLang(self.env, self.target_value, digits=0),
            category=self.target_category_id.name or "",
        )

    def _apply_targets(self):
        self._check_team()
        if not self.target_category_id or self.target_value <= 0:
            raise UserError(
                self.env._("Say what is counted, and how many of it, above zero. Or skip the step.")
            )
        targets = self.env["sales.target"].create(
            [
                {
                    "user_id": user.id,
                    "company_id": self.company_id.id,
                    "metric": "events",
                    "event_category_id": self.target_category_id.id,
                    "period": "month",
                    "value": self.target_value,
                    "date_from": self._get_target_start(),
                }
                for user in self._get_users_to_measure()
            ]
        )
        return {"targets": targets.ids}

    def _undo_targets(self, undo):
        self.env["sales.target"].browse(undo.get("targets", [])).exists().unlink()
