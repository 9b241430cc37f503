from odoo import models

from ....tools.crowds import looked_for


class MailFollowers(models.Model):
    """Two who log something on the same customer at once both make its followers."""

    _inherit = "mail.followers"

    def _insert_followers(self, *args, **kwargs):
        with looked_for():
            return super()._insert_followers(*args, **kwargs)
