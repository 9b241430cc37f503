from odoo import models


class MailActivity(models.Model):
    """Held events count toward targets."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _on_held(self):
        super()._on_held()
        categories = self.sudo().event_category_id  # sudo: ids only
        self.env["sales.target"]._on_progress("events", categories.ids)
