from odoo import models


class AccountMove(models.Model):
    """What was refused to an opportunity is tried again when an invoice of it changes."""

    _inherit = "account.move"

    def write(self, vals):
        result = super().write(vals)
        if self.env["sales.process.refusal"]._is_any():
            # sudo: whoever changes the invoice may not read the order
            orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
            orders.opportunity_id._queue_retries()
        return result
