from odoo import models

from .sale_order import SALE_MOVE_TYPES


class AccountMove(models.Model):
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
                # the residual may change while a payment is in process
                and (move.payment_state != states[move] or move.payment_state == "in_payment")
            )
        )
        if changed:
            # sudo: who pays an invoice may not read the orders; only marked to be looked at
            orders = changed.sudo().invoice_line_ids.sale_line_ids.order_id
            orders.opportunity_id._mark_flow_changed()

    def _post(self, soft=True):
        posted = super()._post(soft)
        self._sync_flow()
        return posted

    def button_draft(self):
        result = super().button_draft()
        self._sync_flow()
        return result

    def button_cancel(self):
        result = super().button_cancel()
        self._sync_flow()
        return result

    def js_assign_outstanding_line(self, line_id):
        result = super().js_assign_outstanding_line(line_id)
        self._sync_flow()
        return result

    def js_remove_outstanding_partial(self, partial_id):
        result = super().js_remove_outstanding_partial(partial_id)
        self._sync_flow()
        return result

    def unlink(self):
        """A deleted draft invoice holds nothing back."""
        result = super().unlink()
        self._sync_flow()
        return result

    def _sync_flow(self):
        """Let the opportunities follow; Odoo calls these methods without any move as well."""
        if self:
            self.env["crm.lead"]._sync_flow()
