from odoo import models


class AccountMove(models.Model):
    """An invoice of Point of Sale is of the orders that were settled there."""

    _inherit = "account.move"

    def _get_flow_sale_orders(self):
        orders = super()._get_flow_sale_orders()
        # sudo: as in super
        return orders | self.sudo().pos_order_ids.lines.sale_order_origin_id
