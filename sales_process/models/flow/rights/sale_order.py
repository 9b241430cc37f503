from odoo import api, models


class SaleOrder(models.Model):
    """A quotation carries on only an opportunity that its author may write to: linking it is a way
    of moving the opportunity."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._check_opportunity()
        return orders

    def write(self, vals):
        if "opportunity_id" not in vals:
            return super().write(vals)
        before = {order: order.opportunity_id for order in self}
        result = super().write(vals)
        self.filtered(lambda order: order.opportunity_id != before[order])._check_opportunity()
        return result

    def copy_data(self, default=None):
        """What was passed on to somebody else is not carried on by a copy."""
        vals_list = super().copy_data(default)
        if self.env.su or "opportunity_id" in (default or {}):
            return vals_list
        own = self.opportunity_id._filtered_access("write")
        for order, vals in zip(self, vals_list, strict=True):
            if order.opportunity_id not in own:
                vals["opportunity_id"] = False
        return vals_list

    def _check_opportunity(self):
        """:raise AccessError: one is linked to what the current user may not write"""
        if self.opportunity_id and not self.env.su:
            self.opportunity_id.check_access("write")
