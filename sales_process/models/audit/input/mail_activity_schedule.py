from odoo import models


class MailActivitySchedule(models.TransientModel):
    """Category and outcome of what is scheduled are such as there are."""

    _name = "mail.activity.schedule"
    _inherit = ["sales.input.mixin", "mail.activity.schedule"]

    _checked_fields = ("event_category_id", "outcome_id")
