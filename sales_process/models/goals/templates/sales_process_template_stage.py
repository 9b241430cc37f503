from odoo import api, fields, models
from odoo.fields import Command

from ....tools.process_file import ProcessFileError, check_texts, check_value
from ..crm_stage import GOAL_POLICIES

MAIL_TEXTS = ("name", "subject", "body_html")


class SalesProcessTemplateStage(models.Model):
    """The goals, tasks and mail of a stage of a ready-made process."""

    _inherit = "sales.process.template.stage"

    goal_ids = fields.One2many(
        "crm.stage.goal",
        "process_stage_id",
        string="Goals",
        copy=True,
        help="What has to be reached in this stage before an opportunity moves on.",
    )
    goal_policy = fields.Selection(
        GOAL_POLICIES,
        string="When Goals Are Missing",
        required=True,
        default="inform",
        help="What happens when a person moves an opportunity on although required "
        "goals are missing.",
    )
    auto_advance = fields.Boolean(
        string="Move On by Itself",
        default=True,
        help="Opportunities leave this stage as soon as their required goals are "
        "met. Without required goals they never do.",
    )
    is_milestone = fields.Boolean(
        string="Milestone",
        help="Meeting the goals of this stage is celebrated: the seller is told at "
        "once, and the manager can praise with one click.",
    )
    task_ids = fields.One2many(
        "sales.process.template.task",
        "stage_id",
        string="Tasks of the Process",
        copy=True,
        help="Planned when an opportunity enters the stage.",
    )
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Tasks",
        help="An activity plan of this database, in place of the process's own tasks.",
        domain=[("res_model", "=", "crm.lead")],
        ondelete="set null",
    )
    mail_template_id = fields.Many2one(
        "mail.template",
        string="Mail to the Customer",
        domain=[("model", "=", "crm.lead")],
        ondelete="set null",
        help="Sent once, when an opportunity enters this stage.",
    )

    def _get_team_field_names(self):
        return [*super()._get_team_field_names(), "activity_plan_id", "mail_template_id"]

    def _prepare_kept_vals(self, stage):
        """A team that has set goals keeps them, and what belongs to them."""
        vals = super()._prepare_kept_vals(stage)
        if stage.goal_ids:
            for name in ("goal_ids", "goal_policy", "auto_advance", "is_milestone"):
                del vals[name]
        return vals

    def _prepare_plan_vals(self, stage):
        """Values of the activity plan that a team's stage gets of this stage's tasks."""
        self.ensure_one()
        return {
            "name": f"{stage.team_ids.name} · {stage.name}",
            "res_model": "crm.lead",
            "company_id": stage.team_ids.company_id.id,
            "template_ids": [
                Command.create(task._prepare_plan_template_vals()) for task in self.task_ids
            ],
        }

    def _get_task_names(self):
        return self.task_ids.mapped("name") or super()._get_task_names()

    # ------------------------------------------------------------
    # FILES
    # ------------------------------------------------------------

    @api.model
    def _get_file_field_names(self):
        names = [name for name in super()._get_file_field_names() if name != "activity_plan_id"]
        return [*names, "goal_ids", "task_ids"]

    def _to_file(self):
        """A plan of this database goes into a file as tasks of the process."""
        values = super()._to_file()
        if self.activity_plan_id and not self.task_ids:
            tasks = self.activity_plan_id.template_ids
            values["task_ids"] = [task._to_process_file() for task in tasks]
        return values

    @api.model
    def _to_file_reference(self, record):
        """A mail goes along: another database has it under its XML id, or makes it."""
        reference = super()._to_file_reference(record)
        if record._name == "mail.template":
            texts = {name: self._get_file_texts(record, name) for name in MAIL_TEXTS}
            reference["mail"] = {"lang": record.lang or "", **texts}
        return reference

    @api.model
    def _from_file_reference(self, field, reference, where):
        try:
            return super()._from_file_reference(field, reference, where)
        except ProcessFileError as error:
            mail = reference.get("mail")
            if error.code != "record" or field.comodel_name != "mail.template" or not mail:
                raise
            return self._create_mail_from_file(mail, f"{where} mail")

    @api.model
    def _create_mail_from_file(self, mail, where):
        check_value("many2one", mail, where)
        texts = {name: check_texts(mail.get(name) or "", f"{where} {name}") for name in MAIL_TEXTS}
        lang = mail.get("lang") or ""
        check_value("char", lang, f"{where} lang")
        template = self.env["mail.template"].create(
            {
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "lang": lang,
                "use_default_to": True,
                **{name: text for name, (text, _texts) in texts.items()},
            }
        )
        for name, (_text, in_languages) in texts.items():
            self._set_file_texts(template, name, in_languages)
        return template
