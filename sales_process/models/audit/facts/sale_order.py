from odoo import api, models


class SaleOrder(models.Model):
    """When a customer was first asked is nobody's claim."""

    _name = "sale.order"
    _inherit = ["sales.facts.mixin", "sale.order"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
            "sent_on",
        )
