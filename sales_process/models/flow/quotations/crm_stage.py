from odoo import fields, models


class CrmStage(models.Model):
    """The quotation template that a stage proposes."""

    _inherit = "crm.stage"

    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        "Quotation Template",
        help="Preset for quotations made from an opportunity in this stage.",
    )
