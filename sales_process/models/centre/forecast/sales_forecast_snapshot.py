from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL


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
                            lead.weight, COALESCE(%(currency)s, company.currency_id),
                            lead.expected_revenue,
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
                currency=self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
                company=self.env.company.id,
            )
        )
        count = self.env.cr.rowcount
        self.invalidate_model(flush=False)
        return count

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
