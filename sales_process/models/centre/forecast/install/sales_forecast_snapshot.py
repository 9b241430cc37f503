from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, date_utils

from .....tools.bulk import suspended_checks

# How far back the installation rebuilds forecasts from Odoo's tracking
REBUILT_WEEKS = 13


class SalesForecastSnapshot(models.Model):
    """What was believed before the installation, rebuilt from what Odoo had tracked."""

    _inherit = "sales.forecast.snapshot"

    @api.model
    def _rebuild_from_tracking(self):
        """Rebuild the weekly forecasts of the last quarter at the installation.

        The stage is the one of the day, from the ledger of stays, with the weight that it has
        now. Revenue is what Odoo tracked: the old value of the first change after the day, else
        the present one. The closing date of the day is not known: of open opportunities it is the
        present one, of closed ones the day on which they were won or lost or the deadline that
        they had, whichever Odoo kept.
        """
        self.env["crm.lead.stage.history"].flush_model()
        self.env["mail.tracking.value"].flush_model()
        today = fields.Date.context_today(self)
        monday = date_utils.start_of(today, "week")
        weeks = [monday - timedelta(days=7 * week) for week in range(REBUILT_WEEKS, -1, -1)]
        cr = self.env.cr
        query = self._get_rebuild_sql(weeks)
        cr.execute("SELECT FROM sales_forecast_snapshot LIMIT 1")
        if cr.rowcount:
            cr.execute(query)
        else:
            with suspended_checks(cr, self._table, with_indexes=True):
                cr.execute(query)
        cr.execute("ANALYZE sales_forecast_snapshot")
        self.invalidate_model(flush=False)

    @api.model
    def _get_rebuild_sql(self, weeks):
        revenue_field = self.env["ir.model.fields"]._get("crm.lead", "expected_revenue")
        return SQL(
            """
                WITH week AS (
                         SELECT day FROM UNNEST(%(weeks)s::date[]) AS day
                     ), lead AS MATERIALIZED (
                         SELECT lead.id, lead.name, lead.user_id, lead.team_id, lead.company_id,
                                lead.date_deadline, lead.expected_revenue,
                                %(currency)s AS common_currency_id,
                                %(closed)s AS closed_on,
                                COALESCE(date_conversion, create_date) AS opened_on
                           FROM crm_lead AS lead
                          WHERE type = 'opportunity'
                            AND COALESCE(%(closed)s, 'infinity') >= %(first)s
                            AND (active OR won_status <> 'pending')
                     ), changed AS (
                         SELECT DISTINCT ON (week.day, message.res_id)
                                week.day, message.res_id AS lead_id,
                                value.old_value_float::numeric AS revenue
                           FROM mail_tracking_value AS value
                           JOIN mail_message AS message ON message.id = value.mail_message_id
                           JOIN week ON message.date >= week.day
                          WHERE value.field_id = %(revenue_field)s
                            AND message.model = 'crm.lead'
                       ORDER BY week.day, message.res_id, message.date, value.id
                     ), belief AS (
                         SELECT week.day, lead.*, stay.stage_id AS stage_then_id,
                                stay.weight AS weight_then,
                                COALESCE(changed.revenue, lead.expected_revenue) AS revenue_then
                           FROM lead
                           JOIN crm_lead_stage_history AS stay
                             ON stay.lead_id = lead.id
                            AND (stay.left_on IS NULL OR stay.left_on >= %(first)s)
                           JOIN week
                             ON week.day > stay.entered_on AND week.day > lead.opened_on
                            AND (stay.left_on IS NULL OR stay.left_on >= week.day)
                            AND COALESCE(lead.closed_on, 'infinity') >= week.day
                      LEFT JOIN changed
                             ON changed.lead_id = lead.id AND changed.day = week.day
                     )
                INSERT INTO sales_forecast_snapshot (
                            snapshot_date, is_rebuilt, name, lead_id, user_id, team_id,
                            company_id, stage_id, date_deadline, weight, company_currency,
                            expected_revenue, weighted_revenue)
                     SELECT DISTINCT ON (belief.day, belief.id)
                            belief.day, TRUE, belief.name, belief.id, belief.user_id,
                            belief.team_id, belief.company_id, stage_then_id,
                            COALESCE(belief.date_deadline, belief.closed_on::date),
                            weight_then, COALESCE(common_currency_id, company.currency_id),
                            revenue_then,
                            ROUND(COALESCE(revenue_then, 0)
                                  * COALESCE(weight_then, 0)::numeric / 100, 2)
                       FROM belief
                  LEFT JOIN crm_stage AS stage ON stage.id = stage_then_id
                  LEFT JOIN res_company AS company
                         ON company.id = COALESCE(belief.company_id, %(company)s)
                      WHERE stage.is_won IS NOT TRUE
                ON CONFLICT DO NOTHING
                """,
            closed=self.env["sales.opportunity.report"]._get_closed_on(SQL("lead")),
            weeks=weeks,
            first=weeks[0],
            currency=self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
            company=self.env.company.id,
            revenue_field=revenue_field.id,
        )
