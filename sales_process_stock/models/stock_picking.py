from odoo import models

from odoo.addons.sales_process.tools.transaction import worked_off


class StockPicking(models.Model):
    """A delivery that is done, or will never be, moves its opportunity."""

    _inherit = "stock.picking"

    def _action_done(self):
        """What went out, or came back, moves its opportunity."""
        with worked_off(self.env):
            return super()._action_done()

    def action_cancel(self):
        """With its last transfer cancelled, an order has nothing more to deliver."""
        if not self:  # Odoo calls it without any as well
            return super().action_cancel()
        with worked_off(self.env):
            return super().action_cancel()
