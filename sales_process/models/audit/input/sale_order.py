from odoo import models


class SaleOrder(models.Model):
    """The opportunity of a copied order is one that there is."""

    _name = "sale.order"
    _inherit = ["sales.input.mixin", "sale.order"]

    _checked_fields = (
        "copied_lead_id",
        "customer_answer",
        "customer_answer_on",
        "customer_answer_reason",
        "replaces_order_id",
        "sent_on",
    )
