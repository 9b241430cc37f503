from odoo import models


class AccountMove(models.Model):
    """What was refused to an opportunity is tried again when an invoice of it changes."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if self.env["sales.process.refusal"]._is_any():
            self._get_flow_sale_orders().opportunity_id._queue_retries()
        return result
