from odoo import api, models
from odoo.tools import is_html_empty


class SalesCard(models.Model):
    """Achievements as a card: praise stands on the row."""

    _inherit = "sales.card"

    @api.model
    def _get_row_action_options(self):
        return {
            "praise": {
                "sequence": 10,
                "label": self.env._("Praise"),
                "icon": "fa-thumbs-o-up",
                "method": "_run_praise",
            },
            "praise_words": {
                "sequence": 12,
                "label": self.env._("Praise in Own Words"),
                "icon": "fa-commenting-o",
                "method": "_run_praise_words",
            },
            **super()._get_row_action_options(),
        }

    @api.model
    def _get_row_fields(self, model):
        names = super()._get_row_fields(model)
        is_own = model._name == "sales.achievement"
        return (*names, "praised_on", "team_id", "user_id") if is_own else names

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name == "sales.achievement":
            for achievement in records.filtered("can_praise"):
                actions[achievement.id] += ["praise", "praise_words"]
        return actions

    def _run_praise(self, achievement, _values):
        achievement.action_praise()
        return self._say_row(
            self.env._("%s has heard your praise.", achievement.user_id.sudo().name), "success"
        )  # sudo: a name, as the row shows it

    def _run_praise_words(self, achievement, _values):
        return achievement.action_open_praise()

    @api.model
    def _prepare_round_sections(self, lead):
        """What the stage advises, and which of its goals are met."""
        sections = super()._prepare_round_sections(lead)
        stage = lead.stage_id
        if not is_html_empty(stage.guidance):
            sections.append(
                {"title": self.env._("Guidance: %s", stage.name), "html": stage.guidance}
            )
        goals = (lead.goal_status or {}).get("goals", [])
        lines = [
            {
                "text": goal["name"],
                "detail": "" if goal["required"] else self.env._("optional"),
                "is_done": goal["is_met"],
            }
            for goal in goals
            if not goal["is_set_aside"]
        ]
        if lines:
            sections.append({"title": self.env._("Goals"), "lines": lines})
        return sections
