from odoo import models


class MailActivity(models.Model):
    """What an event is, and whom it is about, is checked as it is sent."""

    _name = "mail.activity"
    _inherit = ["sales.input.mixin", "mail.activity"]

    _checked_fields = (
        "answered_by_id",
        "companion_ids",
        "contact_id",
        "customer_id",
        "event_category_id",
        "event_category_origin",
        "event_company_id",
        "event_date",
        "event_duration",
        "event_team_id",
        "event_type_id",
        "lead_id",
        "logged_at",
        "meeting_start",
        "outcome_id",
        "registered_on",
        "res_name",
        "task_stage_id",
        "task_template_id",
        "user_tz",
    )
