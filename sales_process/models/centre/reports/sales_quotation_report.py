from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.sql import local_date


class SalesQuotationReport(models.Model):
    """A row per quotation that was sent, whatever has become of it."""

    _name = "sales.quotation.report"
    _inherit = ["sales.report.mixin"]
    _description = "Quotations Sent"
    _auto = False
    _order = "sent_on desc, id desc"
    _depends = {
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_rate",
            "name",
            "opportunity_id",
            "partner_id",
            "sent_on",
            "state",
            "team_id",
            "user_id",
        ],
        "res.partner": ["tz"],
    }

    name = fields.Char("Quotation", readonly=True)
    order_id = fields.Many2one("sale.order", "Record", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    state = fields.Selection(
        [("draft", "Quotation"), ("sent", "Sent"), ("sale", "Order"), ("cancel", "Cancelled")],
        "Status",
        readonly=True,
    )
    sent_on = fields.Datetime(readonly=True)
    sent_date = fields.Date("Sent", readonly=True, help="In the seller's time zone.")
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    amount = fields.Monetary(currency_field="company_currency", readonly=True)

    @api.model
    def _get_query(self):
        return SQL(
            """
            SELECT sale.id, sale.id AS order_id, sale.name, sale.opportunity_id AS lead_id,
                   sale.partner_id, sale.user_id, sale.team_id, sale.company_id, sale.state,
                   sale.sent_on, %(sent_date)s AS sent_date,
                   company.currency_id AS company_currency,
                   ROUND(sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1), 2)
                   AS amount
              FROM sale_order AS sale
              JOIN res_company AS company ON company.id = sale.company_id
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = sale.user_id
             WHERE sale.sent_on IS NOT NULL
            """,
            sent_date=local_date(SQL("sale.sent_on"), SQL("COALESCE(seller.tz, 'UTC')")),
            sellers=self._get_seller_query(),
        )

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        return self._open_record(self.order_id)
