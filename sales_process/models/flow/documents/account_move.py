from odoo import models
from odoo.tools import float_compare

from ....tools.flow import SALE_MOVE_TYPES
from ....tools.transaction import worked_off


class AccountMove(models.Model):
    """Invoices and credit notes tell the opportunities whose orders they are of."""

    _inherit = "account.move"

    # unpaid invoices of a seller: cards of the seller's view
    _seller_unpaid_idx = models.Index(
        "(invoice_user_id, invoice_date_due) WHERE state = 'posted'"
        " AND payment_state IN ('not_paid', 'partial')"
        " AND move_type IN ('out_invoice', 'out_receipt')"
    )

    def _compute_payment_state(self):
        """Tell the opportunities when an invoice of theirs is paid, or no longer paid.

        Not a dependency of `crm.lead.flow_step`: that would walk from every journal item that is
        reconciled to the order lines it might belong to. This asks for them only where the payment
        state of a customer's document has changed, over the records that `sale` reads as well.
        """
        states = {move: move.payment_state for move in self if move.move_type in SALE_MOVE_TYPES}
        super()._compute_payment_state()
        changed = self.filtered(
            lambda move: (
                move in states
                # the residual may change while a payment is in process, and what is settled in part
                # may be money or a credit note
                and (
                    move.payment_state != states[move]
                    or move.payment_state in ("in_payment", "partial")
                )
            )
        )
        if changed:
            changed._get_flow_sale_orders().opportunity_id.modified(["order_ids"])

    def _get_flow_sale_orders(self):
        """The orders of which these say how far they are. To be extended by orders that are
        invoiced elsewhere."""
        # sudo: who pays an invoice may not read the orders; only marked to be looked at
        return self.sudo().invoice_line_ids.sale_line_ids.order_id

    def _post(self, soft=True):
        """A credit note is posted once it is matched with its invoice."""
        if not self:
            return super()._post(soft=soft)
        with worked_off(self.env):
            posted = super()._post(soft=soft)
            posted._reopen_invoicing()
            return posted

    def button_draft(self):
        """An invoice is taken back once all of it is done."""
        if not self:  # Odoo calls it for every line that is written
            return super().button_draft()
        with worked_off(self.env):
            return super().button_draft()

    def button_cancel(self):
        if not self:
            return super().button_cancel()
        with worked_off(self.env):
            return super().button_cancel()

    def _reopen_invoicing(self):
        """Once all that was invoiced is credited, *nothing more to invoice* is to be said anew: it
        was said of an order that had its invoice, and a credit note is no payment."""
        refunds = self.filtered(lambda move: move.move_type == "out_refund")
        if not refunds:
            return
        # sudo: who posts a credit note may not write the order
        orders = refunds.sudo().invoice_line_ids.sale_line_ids.order_id
        orders.filtered(
            lambda order: (
                order.is_invoicing_closed
                and not any(
                    float_compare(line.qty_invoiced_posted, 0, precision_digits=6)
                    for line in order.order_line
                )
            )
        )._reopen_credited()

    def unlink(self):
        """A deleted draft invoice holds nothing back."""
        if not self:  # Odoo calls it without any as well
            return super().unlink()
        with worked_off(self.env):
            return super().unlink()
