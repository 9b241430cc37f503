from odoo import models

from ....tools.transaction import worked_off


class AccountPayment(models.Model):
    """A payment without a journal entry pays, or stops paying, by its state alone."""

    _inherit = "account.payment"

    def write(self, vals):
        if not self or not vals.keys() & {"state", "invoice_ids"}:
            return super().write(vals)
        with worked_off(self.env):
            return super().write(vals)
