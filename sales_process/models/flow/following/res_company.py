from odoo import fields, models


class ResCompany(models.Model):
    """Whether stages follow documents, company by company."""

    _inherit = "res.company"

    stages_follow_documents = fields.Boolean(
        default=True,
        help="Quotations, orders, deliveries, invoices and payments move their opportunity to the"
        " stage that they have reached, and back.",
    )
