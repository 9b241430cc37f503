from odoo import api, models


class SaleOrder(models.Model):
    """When a customer was first asked and what the customer answered, and of which opportunity an
    order was copied, is nobody's claim."""

    _name = "sale.order"
    _inherit = ["sales.facts.mixin", "sale.order"]

    @api.model
    def _get_facts(self):
        return (
            *super()._get_facts(),
            "copied_lead_id",
            "customer_answer",
            "customer_answer_on",
            "customer_answer_reason",
            "is_answer_open",
            "sent_on",
        )
