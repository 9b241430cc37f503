from odoo import api, fields, models

from ...tools.context import CHOSEN_CATEGORY


class MailActivitySchedule(models.TransientModel):
    """Odoo's own form that plans an activity proposes the event that it is."""

    _inherit = "mail.activity.schedule"

    event_category_id = fields.Many2one(
        "sales.event.category",
        compute="_compute_event_category_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="Makes the activity an event of the sales process. Follows the activity type.",
    )
    event_category_role = fields.Selection(
        related="event_category_id.role", related_sudo=False, string="Event Role"
    )
    outcome_id = fields.Many2one(
        "sales.event.outcome", help="How it went, where it is marked done at once. Empty: held."
    )
    has_event_category = fields.Boolean(compute="_compute_has_event_category")

    @api.depends("activity_type_id")
    def _compute_event_category_id(self):
        for scheduler in self:
            category = scheduler.activity_type_id.event_category_id.filtered("active")
            default = scheduler.has_event_category and category
            # a prospect stays one, whatever the seller is to do about it
            if scheduler.event_category_id.role != "prospect":
                scheduler.event_category_id = default

    @api.depends("res_model")
    def _compute_has_event_category(self):
        event_models = self.env["mail.activity"]._get_event_models()
        for scheduler in self:
            scheduler.has_event_category = scheduler.res_model in event_models

    def action_schedule_activities(self):
        self.outcome_id = False  # what is planned has not gone in any way yet
        return super().action_schedule_activities()

    def _action_schedule_activities(self):
        category = self.event_category_id
        if category and category != self.activity_type_id.event_category_id:
            chosen = self.with_context(**{CHOSEN_CATEGORY: category.id})
            activities = super(MailActivitySchedule, chosen)._action_schedule_activities()
            activities = activities.with_env(self.env)
        else:
            activities = super()._action_schedule_activities()
        if self.outcome_id:
            activities.filtered(lambda event: event._asks_outcome()).outcome_id = self.outcome_id
        return activities
