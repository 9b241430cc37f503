from odoo import models

from ....tools.flow import SALE_MOVE_TYPES
from ....tools.screens import add_concerned


class AccountMove(models.Model):
    """Changed invoices are told to their seller."""

    _name = "account.move"
    _inherit = ["sales.stale.mixin", "account.move"]

    _owner_fields = ("invoice_user_id",)

    def _compute_payment_state(self):
        super()._compute_payment_state()
        self.filtered("id")._tell_screens()

    def _note_concerned(self, concerned):
        invoices = self.filtered(lambda move: move.move_type in SALE_MOVE_TYPES)
        keys = (("res.users", user_id) for user_id in invoices.invoice_user_id.ids)
        add_concerned(concerned, keys, {self._name})
        self._note_companies(concerned, invoices.company_id, {self._name})
