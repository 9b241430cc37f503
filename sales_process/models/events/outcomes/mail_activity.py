from odoo import api, models

from odoo.addons.mail.tools.discuss import Store


class MailActivity(models.Model):
    """Odoo's own pop-ups ask how an event went, wherever activities are."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _asks_outcome(self):
        """Whether an activity is an event that can be held: a prospect waits for one."""
        self.ensure_one()
        role = self.event_category_id.role
        return bool(role) and role != "prospect"

    @api.model
    def _to_store_defaults(self, target):
        return [
            *super()._to_store_defaults(target),
            Store.Attr("asks_outcome", lambda activity: activity._asks_outcome()),
            Store.Attr("event_category", lambda activity: activity.event_category_id.name or ""),
        ]
