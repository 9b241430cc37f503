from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _action_done(self):
        """What went out, or came back, moves its opportunity."""
        result = super()._action_done()
        self.env["crm.lead"]._sync_flow()
        return result
