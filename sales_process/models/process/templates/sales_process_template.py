from odoo import api, fields, models


class SalesProcessTemplate(models.Model):
    """A ready-made process: stages that a team can take over."""

    _name = "sales.process.template"
    _description = "Ready-made Sales Process"
    _inherit = "sales.input.mixin"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Html(translate=True, help="For which kind of sale this process is.")
    stage_ids = fields.One2many(
        "sales.process.template.stage", "template_id", string="Stages", copy=True
    )
    stage_count = fields.Integer(compute="_compute_stage_count")

    @api.depends("stage_ids")
    def _compute_stage_count(self):
        for template in self:
            template.stage_count = len(template.stage_ids)

    def copy_data(self, default=None):
        return [
            {**vals, "name": (default or {}).get("name") or self.env._("%s (copy)", template.name)}
            for template, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def action_load(self):
        """Choose the team to load this process for."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Load “%(process)s”", process=self.name),
            "res_model": "sales.process.template.load",
            "view_mode": "form",
            "target": "new",
            "context": {"default_template_id": self.id},
        }
