from odoo import models


class AccountPayment(models.Model):
    _inherit = "account.payment"

    def write(self, vals):
        """A payment without a journal entry pays, or stops paying, by its state alone."""
        result = super().write(vals)
        if self and ("state" in vals or "invoice_ids" in vals):
            self.env["crm.lead"]._sync_flow(with_payments=True)
        return result
