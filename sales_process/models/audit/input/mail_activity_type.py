from odoo import models


class MailActivityType(models.Model):
    """The category that comes with an activity type is one that there is."""

    _name = "mail.activity.type"
    _inherit = ["sales.input.mixin", "mail.activity.type"]

    _checked_fields = ("event_category_id",)
