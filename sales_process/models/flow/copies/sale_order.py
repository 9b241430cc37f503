from odoo import fields, models


class SaleOrder(models.Model):
    """A copy of an order whose opportunity is won is a new contract, and a new opportunity."""

    _inherit = "sale.order"

    copied_lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity of the Copied Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The order was copied from one whose opportunity is won: this is a new contract, for "
        "which a follow-up opportunity can be made.",
    )

    def copy_data(self, default=None):
        """What is won stays won, and what is paid stays paid."""
        vals_list = super().copy_data(default)
        if "opportunity_id" in (default or {}):
            return vals_list
        for order, vals in zip(self, vals_list, strict=True):
            if order._is_copied_as_new():
                vals.update(opportunity_id=False)
        return vals_list

    def copy(self, default=None):
        copies = super().copy(default)
        if "opportunity_id" in (default or {}):
            return copies
        for order, copied in zip(self, copies, strict=True):
            if order._is_copied_as_new():
                # sudo: from where it was copied is a fact that nobody else writes
                copied.sudo().copied_lead_id = order.opportunity_id
        return copies

    def _is_copied_as_new(self):
        # sudo: only whether it is won; the order's readers may not read it
        return self.opportunity_id.sudo().won_status == "won"

    def action_create_follow_up(self):
        """Make the next opportunity with the customer, to which the copied order belongs."""
        self.ensure_one()
        lead = self.copied_lead_id
        action = lead.action_create_follow_up()
        self.opportunity_id = action["res_id"]
        return action
