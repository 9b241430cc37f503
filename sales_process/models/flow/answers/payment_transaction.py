from odoo import models


class PaymentTransaction(models.Model):
    """Paying online answers a quotation."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """An order that the customer confirms by paying online is an answer."""
        confirmed = super()._check_amount_and_confirm_order()
        for order in confirmed:
            order._register_customer_answer("accepted", self.env._("Paid online"))
        return confirmed
