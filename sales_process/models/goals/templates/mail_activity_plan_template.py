from odoo import fields, models

WORKING_DAYS = {"days": 1, "weeks": 5, "months": 21}


class MailActivityPlanTemplate(models.Model):
    """A task that came with a ready-made process speaks the language of who has to do it."""

    _inherit = "mail.activity.plan.template"

    process_task_id = fields.Many2one(
        "sales.process.template.task",
        string="From Process Task",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The task of a ready-made process that this one was made of.",
    )

    def _get_task_summary(self, user):
        """The summary in a user's language, also in one that was installed later; what the team
        has written itself stays as it is."""
        self.ensure_one()
        # sudo: sellers do not read ready-made processes, but their own tasks
        task = self.sudo().process_task_id
        if task and user.lang and self.summary in self._get_known_summaries(task):
            return task.with_context(lang=user.lang).name
        return super()._get_task_summary(user)

    def _get_known_summaries(self, task):
        langs = [lang for lang, _name in self.env["res.lang"].get_installed()]
        return {task.with_context(lang=lang).name for lang in ("en_US", *langs)}

    def _to_process_file(self):
        """A task of a plan as a task of a process, for another database."""
        self.ensure_one()
        mixin = self.env["sales.process.file.mixin"]
        return {
            "name": {"en_US": self.summary or self.activity_type_id.name},
            "activity_type_id": mixin._to_file_reference(self.activity_type_id),
            "delay_days": self._get_delay_days(),
        }

    def _get_delay_days(self):
        """Working days after a stage is entered."""
        if self.delay_from == "before_plan_date":
            return 0
        return self.delay_count * WORKING_DAYS[self.delay_unit]
