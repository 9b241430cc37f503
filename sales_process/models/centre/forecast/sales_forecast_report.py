from odoo import api, fields, models
from odoo.tools import SQL

from ..reports.sales_opportunity_report import OUTCOMES


class SalesForecastReport(models.Model):
    """One row per opportunity of a frozen forecast, with what has become of it since."""

    _name = "sales.forecast.report"
    _inherit = ["sales.report.mixin"]
    _description = "Forecasts and Outcomes"
    _auto = False
    _order = "snapshot_date desc, id desc"
    _rec_name = "name"
    _depends = {
        "sales.forecast.snapshot": [
            "company_id",
            "date_deadline",
            "expected_revenue",
            "is_rebuilt",
            "lead_id",
            "name",
            "snapshot_date",
            "stage_id",
            "team_id",
            "user_id",
            "weighted_revenue",
        ],
        "sales.opportunity.report": ["closed_date", "date_deadline", "won_status"],
    }

    snapshot_date = fields.Date("Frozen On", readonly=True)
    is_rebuilt = fields.Boolean("Rebuilt", readonly=True)
    name = fields.Char("Opportunity", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Record", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    stage_id = fields.Many2one("crm.stage", "Stage Then", readonly=True)
    date_deadline = fields.Date("Expected Closing Then", readonly=True)
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    expected_revenue = fields.Monetary(currency_field="company_currency", readonly=True)
    weighted_revenue = fields.Monetary(currency_field="company_currency", readonly=True)
    won_status = fields.Selection(OUTCOMES, "Outcome", readonly=True)
    closed_date = fields.Date("Won or Lost", readonly=True)
    current_deadline = fields.Date("Expected Closing Now", readonly=True)

    @api.model
    def _get_query(self):
        return SQL(
            """
            SELECT frozen.id, frozen.snapshot_date, frozen.is_rebuilt, frozen.name, frozen.lead_id,
                   frozen.user_id, frozen.team_id, frozen.company_id, frozen.stage_id,
                   frozen.date_deadline, frozen.company_currency, frozen.expected_revenue,
                   frozen.weighted_revenue, lead.won_status, lead.closed_date,
                   lead.date_deadline AS current_deadline
              FROM sales_forecast_snapshot AS frozen
         LEFT JOIN (%s) AS lead ON lead.id = frozen.lead_id
            """,
            self.env["sales.opportunity.report"]._get_query(),
        )

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        return self.env["sales.forecast.snapshot"].browse(self.id).action_open_record()
