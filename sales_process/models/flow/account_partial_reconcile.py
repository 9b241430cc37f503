from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    def unlink(self):
        """A payment taken off an invoice undoes what it had shown."""
        if not self:  # Odoo calls it for every line that is written
            return super().unlink()
        result = super().unlink()
        self.env["crm.lead"]._sync_flow(with_payments=True)
        return result
