from odoo import models

from ....tools.transaction import worked_off


class AccountPaymentRegister(models.TransientModel):
    """Payments that are registered together carry their opportunities on together."""

    _inherit = "account.payment.register"

    def _create_payments(self):
        with worked_off(self.env):
            return super()._create_payments()
