from odoo import models

from odoo.addons.sales_process.tools.screens import add_concerned
from odoo.addons.sales_process.tools.transaction import worked_off


class StockPicking(models.Model):
    """A delivery that is done, or will never be, moves its opportunity; its seller's screen shows
    it."""

    _name = "stock.picking"
    _inherit = ["sales.stale.mixin", "stock.picking"]

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

    def _note_concerned(self, concerned):
        """Who is responsible for a transfer, and the seller of its order, whose cards list both."""
        orders = self.sale_id
        add_concerned(
            concerned, (("res.users", user_id) for user_id in self.user_id.ids), {self._name}
        )
        sellers = (("res.users", user_id) for user_id in orders.user_id.ids)
        add_concerned(concerned, sellers, {self._name, "sale.order"})
        self._note_companies(concerned, orders.company_id, {self._name, "sale.order"})
