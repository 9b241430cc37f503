from odoo import models
from odoo.tools.sql import column_exists


class IrModel(models.Model):
    """What took place survives the app whose documents it was logged on."""

    _inherit = "ir.model"

    def unlink(self):
        # this addon may be leaving with it
        if column_exists(self.env.cr, "mail_activity", "event_category_id"):
            self.env["mail.activity"]._keep_done_events_of_models(self)
        return super().unlink()
