from odoo import api, models

from ....tools.transaction import worked_off


class AccountPartialReconcile(models.Model):
    """A payment that is matched with an invoice, or taken off it, is evidence come and gone."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        if not vals_list:
            return super().create(vals_list)
        with worked_off(self.env):
            return super().create(vals_list)

    def unlink(self):
        if not self:  # Odoo calls it for every line that is written
            return super().unlink()
        with worked_off(self.env):
            return super().unlink()
