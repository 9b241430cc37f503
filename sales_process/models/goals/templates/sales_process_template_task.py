from odoo import api, fields, models


class SalesProcessTemplateTask(models.Model):
    """A task that a stage of a ready-made process brings along, in every language."""

    _name = "sales.process.template.task"
    _description = "Task of a Ready-made Sales Process"
    _inherit = ["sales.input.mixin", "sales.process.file.mixin"]
    _order = "stage_id, sequence, id"

    stage_id = fields.Many2one(
        "sales.process.template.stage",
        required=True,
        index=True,
        ondelete="cascade",
        help="The stage whose entry plans the task.",
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Task", required=True, translate=True)
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        required=True,
        ondelete="restrict",
        domain=[("res_model", "in", [False, "crm.lead"])],
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
        help="What kind of activity is planned.",
    )
    delay_days = fields.Integer(
        "Days", help="Due so many working days after an opportunity enters the stage."
    )

    _days_not_before = models.Constraint(
        "CHECK(delay_days >= 0)",
        "A task cannot be due before the stage is entered. Set “Days” to 0 or more.",
    )

    def _prepare_plan_template_vals(self):
        """Values of the task in the activity plan of a team's stage."""
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "summary": self.name,
            "activity_type_id": self.activity_type_id.id,
            "delay_count": self.delay_days,
            "delay_unit": "days",
            "delay_from": "after_plan_date",
            "responsible_type": "lead_owner",
            "process_task_id": self.id,
        }

    @api.model
    def _get_file_field_names(self):
        return ["name", "activity_type_id", "delay_days"]
