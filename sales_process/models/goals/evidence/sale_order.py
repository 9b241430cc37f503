from odoo import models


class SaleOrder(models.Model):
    """What a customer answers may be what a stage has waited for."""

    _inherit = "sale.order"

    def _register_customer_answer(self, answer, reason=None):
        result = super()._register_customer_answer(answer, reason)
        # sudo: whoever answered, also the customer
        self.sudo().opportunity_id._queue_goal_check()
        return result
