from odoo import api, models

from ....tools.facts import check_facts

FACTS = ("sent_on",)


class SaleOrder(models.Model):
    """When a customer was first asked is nobody's claim."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        check_facts(self, {name for vals in vals_list for name in vals}, FACTS)
        return super().create(vals_list)

    def write(self, vals):
        check_facts(self, vals, FACTS)
        return super().write(vals)
