from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.sql import local_date


class SalesWonReport(models.Model):
    """Won revenue: a row per confirmed order, and per opportunity won without one.

    An order counts on its date for its salesperson, as long as it stands; untaxed, in its
    company's currency at the rate of its day.
    """

    _name = "sales.won.report"
    _inherit = ["sales.report.mixin"]
    _description = "Won Revenue"
    _auto = False
    _order = "won_on desc, id desc"
    _depends = {
        "sale.order": [
            "amount_untaxed",
            "company_id",
            "currency_rate",
            "date_order",
            "name",
            "opportunity_id",
            "partner_id",
            "state",
            "team_id",
            "user_id",
            "source_id",
            "medium_id",
            "campaign_id",
        ],
        "crm.lead": [
            "company_id",
            "date_closed",
            "decided_on",
            "expected_revenue",
            "name",
            "partner_id",
            "product_line_id",
            "source_id",
            "medium_id",
            "campaign_id",
            "team_id",
            "territory_id",
            "type",
            "user_id",
            "won_status",
        ],
        "res.partner": ["tz"],
    }

    name = fields.Char("Order or Opportunity", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    product_line_id = fields.Many2one("product.category", readonly=True)
    territory_id = fields.Many2one("crm.territory", readonly=True)
    won_on = fields.Datetime(readonly=True)
    won_date = fields.Date("Won", readonly=True, help="In the seller's time zone.")
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    amount = fields.Monetary("Won Revenue", currency_field="company_currency", readonly=True)

    @api.model
    def _get_query(self):
        return self._get_union(
            order_columns=SQL(
                """, sale.id * 2 AS id, sale.name, sale.id AS order_id,
                   sale.opportunity_id AS lead_id, sale.partner_id,
                   COALESCE(lead.source_id, sale.source_id) AS source_id,
                   COALESCE(lead.medium_id, sale.medium_id) AS medium_id,
                   COALESCE(lead.campaign_id, sale.campaign_id) AS campaign_id,
                   lead.product_line_id, lead.territory_id,
                   company.currency_id AS company_currency"""
            ),
            order_joins=SQL(
                """LEFT JOIN res_company AS company ON company.id = sale.company_id
                   LEFT JOIN crm_lead AS lead ON lead.id = sale.opportunity_id"""
            ),
            lead_columns=SQL(
                """, lead.id * 2 + 1, lead.name, NULL, lead.id, lead.partner_id,
                   lead.source_id, lead.medium_id, lead.campaign_id,
                   lead.product_line_id, lead.territory_id, company.currency_id"""
            ),
            lead_joins=SQL(
                "LEFT JOIN res_company AS company ON company.id = COALESCE(lead.company_id, %s)",
                self.env.company.id,
            ),
        )

    @api.model
    def _get_fact_query(self):
        return self._get_union()

    @api.model
    def _get_union(self, **more):
        """Orders and opportunities, with whose they are, when they were won, and the amount.

        :param more: further ``order_columns``, ``order_joins``, ``lead_columns``, ``lead_joins``
        """
        seller_tz = SQL("COALESCE(seller.tz, 'UTC')")
        closed = self.env["sales.opportunity.report"]._get_closed_on(SQL("lead"))
        return SQL(
            """
            SELECT sale.user_id, sale.team_id, sale.company_id,
                   sale.date_order AS won_on, %(order_date)s AS won_date,
                   ROUND(sale.amount_untaxed / COALESCE(NULLIF(sale.currency_rate, 0), 1), 2)
                   AS amount
                   %(order_columns)s
              FROM sale_order AS sale
                   %(order_joins)s
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = sale.user_id
             WHERE sale.state = 'sale'
         UNION ALL
            SELECT lead.user_id, lead.team_id, lead.company_id, %(closed)s, %(closed_date)s,
                   lead.expected_revenue
                   %(lead_columns)s
              FROM crm_lead AS lead
                   %(lead_joins)s
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = lead.user_id
             WHERE lead.type = 'opportunity' AND lead.won_status = 'won'
               AND NOT EXISTS (SELECT FROM sale_order AS known
                                WHERE known.opportunity_id = lead.id AND known.state = 'sale')
            """,
            order_date=local_date(SQL("sale.date_order"), seller_tz),
            order_columns=more.get("order_columns", SQL()),
            order_joins=more.get("order_joins", SQL()),
            closed=closed,
            closed_date=local_date(closed, seller_tz),
            lead_columns=more.get("lead_columns", SQL()),
            lead_joins=more.get("lead_joins", SQL()),
            sellers=self._get_seller_query(),
        )

    @api.readonly
    def action_open_record(self):
        """Open the order, else the opportunity."""
        self.ensure_one()
        return self._open_record(self.order_id or self.lead_id)
