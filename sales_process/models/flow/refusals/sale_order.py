from odoo import models


class SaleOrder(models.Model):
    """What was refused to an opportunity is tried again when a quotation or order of it changes."""

    _inherit = "sale.order"

    def write(self, vals):
        result = super().write(vals)
        if self.env["sales.process.refusal"]._is_any():
            # sudo: whoever changes the order
            self.sudo().opportunity_id._queue_retries()
        return result
