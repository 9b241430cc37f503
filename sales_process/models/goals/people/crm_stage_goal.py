from odoo import api, fields, models

from ...people.crm_lead_person import PARTS


class CrmStageGoal(models.Model):
    """A goal that so many people with a part in the decision were contacted."""

    _inherit = "crm.stage.goal"

    kind = fields.Selection(
        selection_add=[("people", "People contacted")], ondelete={"people": "cascade"}
    )
    person_part = fields.Selection(
        PARTS,
        "Whose Part",
        compute="_compute_settings",
        store=True,
        readonly=False,
        precompute=True,
        help="What they have to do with the decision. Empty: any of the opportunity's people.",
    )

    @api.depends("kind")
    def _compute_settings(self):
        super()._compute_settings()
        for goal in self:
            goal.person_part = goal.person_part if goal.kind == "people" else False

    @api.depends("person_part")
    def _compute_display_name(self):
        super()._compute_display_name()

    @api.model
    def _get_goal_settings(self):
        return super()._get_goal_settings() | {"person_part"}

    def _get_default_name(self):
        if self.kind != "people":
            return super()._get_default_name()
        parts = dict(self._fields["person_part"]._description_selection(self.env))
        if not self.person_part:
            return self.env._("%(count)s people contacted", count=self.count)
        return self.env._(
            "%(count)s people contacted with the part “%(part)s”",
            count=self.count,
            part=parts[self.person_part],
        )

    @api.model
    def _get_file_field_names(self):
        return [*super()._get_file_field_names(), "person_part"]
