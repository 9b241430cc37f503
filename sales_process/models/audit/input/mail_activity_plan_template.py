from odoo import models


class MailActivityPlanTemplate(models.Model):
    """Who does a task is somebody whom tasks know."""

    _name = "mail.activity.plan.template"
    _inherit = ["sales.input.mixin", "mail.activity.plan.template"]

    _checked_fields = ("process_task_id", "responsible_type")
