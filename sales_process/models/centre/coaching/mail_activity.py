from odoo import api, models


class MailActivity(models.Model):
    """A form that opens with a task for somebody keeps whose and what it is."""

    _inherit = "mail.activity"

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        """Stock gives the kind's own summary and makes the task the current user's."""
        summary, user = self.summary, self.user_id
        result = super()._onchange_activity_type_id()
        if self.env.context.get("keep_activity_defaults"):
            self.summary = summary or self.summary
            self.user_id = user or self.user_id
        return result
