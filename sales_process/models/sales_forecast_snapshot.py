from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

# How far back the installation rebuilds forecasts from Odoo's tracking
REBUILT_WEEKS = 13


class SalesForecastSnapshot(models.Model):
    """What was believed of every open opportunity on a day: frozen weekly, never changed.

    Who sees it: as ``sales.opportunity.report``.
    """

    _name = "sales.forecast.snapshot"
    _description = "Frozen Forecast"
    _order = "snapshot_date desc, id desc"
    _rec_name = "name"
    _log_access = False  # frozen_by_id and snapshot_date say it

    snapshot_date = fields.Date("Frozen On", required=True, readonly=True)
    frozen_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    is_rebuilt = fields.Boolean(
        "Rebuilt",
        readonly=True,
        help="Rebuilt at the installation from what Odoo had tracked: the stage of the day, and"
        " the revenue and closing date as far as they are known.",
    )
    name = fields.Char("Name of the Opportunity", readonly=True)
    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True, ondelete="set null")
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="set null")
    stage_id = fields.Many2one("crm.stage", readonly=True, ondelete="set null")
    date_deadline = fields.Date("Expected Closing", readonly=True)
    weight = fields.Float("Weight (%)", readonly=True, aggregator="avg")
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    expected_revenue = fields.Monetary(currency_field="company_currency", readonly=True)
    weighted_revenue = fields.Monetary(currency_field="company_currency", readonly=True)

    _date_lead_uniq = models.UniqueIndex(
        "(snapshot_date, lead_id)", "A forecast is frozen once a day."
    )
    _user_idx = models.Index("(user_id, snapshot_date)")
    _lead_idx = models.Index("(lead_id)")

    # ------------------------------------------------------------
    # APPEND-ONLY
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "Forecasts are frozen as a whole: use “Freeze now” on the Forecast tab of the"
                " Manager's Centre."
            )
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("A frozen forecast keeps what was believed: it never changes."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if self:
            raise UserError(
                self.env._("A frozen forecast keeps what was believed: it cannot be deleted.")
            )

    # ------------------------------------------------------------
    # FREEZING
    # ------------------------------------------------------------

    @api.model
    def action_freeze(self):
        """Freeze today's forecast of every open opportunity, once a day.

        :return: a message that says how many
        """
        # no rights on the table itself: nobody adds to it otherwise
        if not self.env.user.has_group("sales_team.group_sale_manager"):
            raise UserError(
                self.env._("Only sales administrators freeze forecasts. Ask one of them.")
            )
        count = self._freeze()
        message = self.env._("%(count)s open opportunities were frozen.", count=count)
        if not count:
            message = self.env._("Today's forecast has been frozen already.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if count else "info", "message": message},
        }

    @api.model
    def _cron_freeze(self):
        self._freeze()

    @api.model
    def _freeze(self):
        """Freeze the open opportunities of all companies: one statement.

        :return: the number of opportunities
        """
        self.env["crm.lead"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_forecast_snapshot (
                            snapshot_date, frozen_by_id, is_rebuilt, name, lead_id, user_id,
                            team_id, company_id, stage_id, date_deadline, weight,
                            company_currency, expected_revenue, weighted_revenue)
                     SELECT %(today)s, %(uid)s, FALSE, lead.name, lead.id, lead.user_id,
                            lead.team_id, lead.company_id, lead.stage_id, lead.date_deadline,
                            lead.weight, company.currency_id, lead.expected_revenue,
                            lead.weighted_revenue
                       FROM crm_lead AS lead
                  LEFT JOIN res_company AS company
                         ON company.id = COALESCE(lead.company_id, %(company)s)
                      WHERE lead.type = 'opportunity' AND lead.active
                        AND lead.won_status = 'pending'
                ON CONFLICT DO NOTHING
                """,
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                company=self.env.company.id,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

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
        revenue_field = self.env["ir.model.fields"]._get("crm.lead", "expected_revenue")
        today = fields.Date.context_today(self)
        monday = today - timedelta(days=today.weekday())
        weeks = [monday - timedelta(days=7 * week) for week in range(REBUILT_WEEKS, -1, -1)]
        report = self.env["sales.opportunity.report"]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_forecast_snapshot (
                            snapshot_date, is_rebuilt, name, lead_id, user_id, team_id,
                            company_id, stage_id, date_deadline, weight, company_currency,
                            expected_revenue, weighted_revenue)
                     SELECT week.day, TRUE, lead.name, lead.id, lead.user_id, lead.team_id,
                            lead.company_id, stay.stage_id,
                            COALESCE(lead.date_deadline, %(closed)s::date),
                            stay.weight, company.currency_id, revenue.value,
                            ROUND(COALESCE(revenue.value, 0) * COALESCE(stay.weight, 0)::numeric
                                  / 100, 2)
                       FROM UNNEST(%(weeks)s::date[]) AS week(day)
                       JOIN crm_lead_stage_history AS stay
                         ON stay.entered_on < week.day
                        AND (stay.left_on IS NULL OR stay.left_on >= week.day)
                       JOIN crm_lead AS lead
                         ON lead.id = stay.lead_id AND lead.type = 'opportunity'
                        AND COALESCE(lead.date_conversion, lead.create_date) < week.day
                        AND COALESCE(%(closed)s, 'infinity') >= week.day
                        AND (lead.active OR lead.won_status <> 'pending')
                  LEFT JOIN crm_stage AS stage ON stage.id = stay.stage_id
                  LEFT JOIN res_company AS company
                         ON company.id = COALESCE(lead.company_id, %(company)s)
                 CROSS JOIN LATERAL (
                            SELECT COALESCE((
                                   SELECT value.old_value_float
                                     FROM mail_message AS message
                                     JOIN mail_tracking_value AS value
                                       ON value.mail_message_id = message.id
                                      AND value.field_id = %(revenue_field)s
                                    WHERE message.model = 'crm.lead'
                                      AND message.res_id = lead.id
                                      AND message.date >= week.day
                                 ORDER BY message.date, value.id
                                    LIMIT 1)::numeric, lead.expected_revenue) AS value) AS revenue
                      WHERE stage.is_won IS NOT TRUE
                ON CONFLICT DO NOTHING
                """,
                closed=report._get_closed_on(SQL("lead")),
                weeks=weeks,
                company=self.env.company.id,
                revenue_field=revenue_field.id,
            )
        )
        self.invalidate_model(flush=False)

    # ------------------------------------------------------------
    # TOOLS
    # ------------------------------------------------------------

    @api.model
    def _get_level_domain(self, date_from, date_to):
        """The rows that were frozen last in a period."""
        [(last,)] = self.env.execute_query(
            SQL(
                """SELECT MAX(snapshot_date) FROM sales_forecast_snapshot
                    WHERE snapshot_date BETWEEN %s AND %s""",
                date_from,
                date_to,
            )
        )
        return Domain("snapshot_date", "=", last and fields.Date.to_string(last))

    @api.readonly
    def action_open_record(self):
        """Open the opportunity."""
        self.ensure_one()
        if not self.lead_id:
            raise UserError(
                self.env._("“%(name)s” was deleted; what was believed of it stays.", name=self.name)
            )
        return self.env["sales.report.mixin"]._open_record(self.lead_id)
