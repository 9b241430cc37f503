from odoo import api, fields, models

from ...tools.refusals import refusable
from ...tools.transaction import worked_off


class MailActivity(models.Model):
    """What goals and stage tasks need of activities."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    task_stage_id = fields.Many2one(
        "crm.stage",
        "Task of Stage",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="Planned because the opportunity entered this stage.",
    )
    task_template_id = fields.Many2one(
        "mail.activity.plan.template",
        "Planned Task",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    is_skipped = fields.Boolean(
        "Skipped",
        readonly=True,
        copy=False,
        help="Left over when the opportunity moved on. Skipped is not done: it counts for nothing.",
    )

    @api.depends("is_skipped")
    def _compute_is_held(self):
        skipped = self.filtered("is_skipped")
        skipped.is_held = False
        super(MailActivity, self - skipped)._compute_is_held()
        # an outcome, a meeting or another event may decide it, without a write on this one
        self._queue_goal_check()

    @api.depends("is_skipped")
    def _compute_date_done(self):
        skipped = self.filtered("is_skipped")
        skipped.date_done = False
        return super(MailActivity, self - skipped)._compute_date_done()

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        with worked_off(self.env):
            activities = super().create(vals_list)
            activities._queue_goal_check()
        return activities

    def write(self, vals):
        if vals.get("active") and "is_skipped" not in vals:
            vals = {**vals, "is_skipped": False}  # somebody does it after all
        with worked_off(self.env):
            self._queue_goal_check()
            result = super().write(vals)
            self._queue_goal_check()
        return result

    def unlink(self):
        with worked_off(self.env):
            self._queue_goal_check()
            return super().unlink()

    def _queue_goal_check(self):
        """Look at the goals of the opportunities whose events or tasks these are."""
        automation = self.env["crm.stage"]._get_automation()
        if not automation.goal_stages:
            return
        # sudo: events of colleagues meet goals as well; only their opportunity is looked at
        self.sudo().filtered(
            lambda activity: (
                activity.task_stage_id or activity.event_category_id.id in automation.categories
            )
        ).lead_id._queue_goal_check()

    # ------------------------------------------------------------
    # SKIPPING
    # ------------------------------------------------------------

    @refusable("tasks")
    def _skip_tasks(self):
        """Archive tasks that are left over: not done, and never counted as done."""
        self.env["crm.lead"]._log_skipped_tasks(self)
        self._write_settled({"is_skipped": True, "active": False})
