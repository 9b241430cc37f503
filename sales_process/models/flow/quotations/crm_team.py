from odoo import fields, models


class CrmTeam(models.Model):
    """The quotation template that a team proposes."""

    _inherit = "crm.team"

    sale_order_template_id = fields.Many2one(
        "sale.order.template",
        "Quotation Template",
        help="Preset for quotations made from this team's opportunities, unless their stage names "
        "another one.",
    )
