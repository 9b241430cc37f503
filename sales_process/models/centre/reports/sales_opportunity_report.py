from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.fields import OptionalFloat
from ....tools.sql import days_between_known, local_date

OUTCOMES = [("won", "Won"), ("lost", "Lost"), ("pending", "Open")]


class SalesOpportunityReport(models.Model):
    """One row per lead and opportunity (``type``), lost and won ones included.

    Its fields have the names that they have on ``crm.lead``, so that one domain fits both.
    """

    _name = "sales.opportunity.report"
    _inherit = ["sales.report.mixin"]
    _description = "Opportunities in Figures"
    _auto = False
    _order = "opened_on desc, id desc"
    _depends = {
        "crm.lead": [
            "active",
            "asked_on",
            "campaign_id",
            "create_date",
            "company_id",
            "date_closed",
            "date_conversion",
            "date_deadline",
            "decided_on",
            "expected_revenue",
            "flow_state",
            "is_revenue_manual",
            "lost_reason_id",
            "medium_id",
            "name",
            "partner_id",
            "product_line_id",
            "source_id",
            "stage_id",
            "team_id",
            "territory_id",
            "type",
            "user_id",
            "weight",
            "weighted_revenue",
            "won_status",
        ],
        "res.partner": ["tz"],
    }

    name = fields.Char("Opportunity", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Record", readonly=True)
    active = fields.Boolean(readonly=True)
    type = fields.Selection([("lead", "Lead"), ("opportunity", "Opportunity")], readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    product_line_id = fields.Many2one("product.category", readonly=True)
    territory_id = fields.Many2one("crm.territory", readonly=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    won_status = fields.Selection(OUTCOMES, "Outcome", readonly=True)
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    expected_revenue = fields.Monetary(currency_field="company_currency", readonly=True)
    weight = fields.Float("Weight (%)", aggregator="avg", readonly=True)
    weighted_revenue = fields.Monetary(currency_field="company_currency", readonly=True)
    date_deadline = fields.Date("Expected Closing", readonly=True)
    created_on = fields.Datetime("Registered On", readonly=True)
    opened_on = fields.Datetime(
        readonly=True, help="Made, or made of a lead: the opportunity begins here."
    )
    closed_on = fields.Datetime("Won or Lost On", readonly=True)
    asked_on = fields.Datetime(readonly=True)
    decided_on = fields.Datetime(readonly=True)
    created_date = fields.Date("Registered", readonly=True, help="In the seller's time zone.")
    opened_date = fields.Date("Opened", readonly=True, help="In the seller's time zone.")
    closed_date = fields.Date("Won or Lost", readonly=True, help="In the seller's time zone.")
    asked_date = fields.Date("Asked", readonly=True, help="In the seller's time zone.")
    cycle_days = OptionalFloat(
        "Days to Close",
        aggregator="avg",
        readonly=True,
        help="From opening to winning or losing; empty while it is open.",
    )
    ask_days = OptionalFloat(
        "Days from Ask to Decision",
        aggregator="avg",
        readonly=True,
        help="Empty while nothing is asked or decided.",
    )

    @api.model
    def _get_query(self):
        opened = SQL("COALESCE(lead.date_conversion, lead.create_date)")
        closed = self._get_closed_on(SQL("lead"))
        return SQL(
            """
            SELECT lead.id, lead.id AS lead_id, lead.name, lead.active, lead.type,
                   lead.partner_id, lead.user_id, lead.team_id, lead.company_id, lead.stage_id,
                   lead.source_id, lead.medium_id, lead.campaign_id, lead.product_line_id,
                   lead.territory_id, lead.lost_reason_id, lead.won_status,
                   COALESCE(%(currency)s, company.currency_id) AS company_currency,
                   lead.expected_revenue, lead.weight, lead.weighted_revenue, lead.date_deadline,
                   lead.create_date AS created_on, %(created_date)s AS created_date,
                   %(opened)s AS opened_on, %(closed)s AS closed_on,
                   lead.asked_on, lead.decided_on,
                   %(opened_date)s AS opened_date, %(closed_date)s AS closed_date,
                   %(asked_date)s AS asked_date,
                   %(cycle_days)s AS cycle_days,
                   %(ask_days)s AS ask_days
              FROM crm_lead AS lead
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = lead.user_id
         LEFT JOIN res_company AS company ON company.id = COALESCE(lead.company_id, %(company)s)
            """,
            created_date=local_date(SQL("lead.create_date"), SQL("COALESCE(seller.tz, 'UTC')")),
            opened=opened,
            closed=closed,
            opened_date=local_date(opened, SQL("COALESCE(seller.tz, 'UTC')")),
            closed_date=local_date(closed, SQL("COALESCE(seller.tz, 'UTC')")),
            asked_date=local_date(SQL("lead.asked_on"), SQL("COALESCE(seller.tz, 'UTC')")),
            cycle_days=days_between_known(opened, closed),
            ask_days=days_between_known(SQL("lead.asked_on"), self._get_decided_on()),
            sellers=self._get_seller_query(),
            currency=self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
            company=self.env.company.id,
        )

    @api.model
    def _get_closed_on(self, lead):
        """When an opportunity was won or lost; empty while it is open.

        Odoo keeps the date of an opportunity that was lost and restored: it is open again.
        """
        return SQL(
            """CASE WHEN %(lead)s.won_status IN ('won', 'lost')
                    THEN COALESCE(%(lead)s.date_closed, %(lead)s.decided_on, %(lead)s.write_date)
                    END""",
            lead=lead,
        )

    @api.model
    def _get_decided_on(self):
        """The customer's decision: given, or the opportunity won or lost."""
        return SQL("COALESCE(lead.decided_on, %s)", self._get_closed_on(SQL("lead")))

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        return self._open_record(self.lead_id)
