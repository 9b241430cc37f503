from odoo import models

from ....tools.screens import add_concerned


class SaleOrder(models.Model):
    """Changed quotations and orders are told to their seller and to that of their opportunity."""

    _name = "sale.order"
    _inherit = ["sales.stale.mixin", "sale.order"]

    def _note_concerned(self, concerned):
        super()._note_concerned(concerned)
        sellers = self.user_id | self.opportunity_id.user_id
        keys = (("res.users", user_id) for user_id in sellers.ids)
        add_concerned(concerned, keys, {"crm.lead", "sale.order"})
