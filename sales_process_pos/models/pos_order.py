from odoo import api, models

from odoo.addons.sales_process.tools.transaction import worked_off


class PosOrder(models.Model):
    """What is settled at a counter moves its opportunity."""

    _inherit = "pos.order"

    @api.model
    def sync_from_ui(self, orders):
        """A counter's order is over when what it settles is."""
        with worked_off(self.env):
            return super().sync_from_ui(orders)

    def write(self, vals):
        if vals.keys().isdisjoint({"state", "account_move"}):
            return super().write(vals)
        with worked_off(self.env):
            result = super().write(vals)
            self._tell_opportunities()
        return result

    def _tell_opportunities(self):
        """A fact of their orders has changed."""
        # sudo: who stands at a counter may read neither order nor opportunity
        lines = self.sudo().lines
        orders = lines.sale_order_origin_id | lines.refunded_orderline_id.sale_order_origin_id
        orders.opportunity_id.modified(["order_ids"])
