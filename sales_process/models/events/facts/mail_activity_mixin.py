from odoo import models


class MailActivityMixin(models.AbstractModel):
    """Whatever document an event was logged on, what took place survives its deletion."""

    _inherit = "mail.activity.mixin"

    def unlink(self):
        self.env["mail.activity"]._keep_done_events(self)
        return super().unlink()
