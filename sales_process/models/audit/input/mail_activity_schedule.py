from odoo import models


class MailActivitySchedule(models.TransientModel):
    """The category of what is scheduled is one that there is."""

    _name = "mail.activity.schedule"
    _inherit = ["sales.input.mixin", "mail.activity.schedule"]

    _checked_fields = ("event_category_id",)
