from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ....tools.domains import asked_days
from ....tools.sql import days_between, local_date
from .sales_opportunity_report import OUTCOMES


class SalesFunnelReport(models.Model):
    """One row per opportunity and stage that it was in; re-entries are summed, not counted."""

    _name = "sales.funnel.report"
    _inherit = ["sales.report.mixin"]
    _description = "Funnel"
    _auto = False
    _order = "entered_on desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead.stage.history": [
            "duration_days",
            "entered_on",
            "lead_id",
            "left_on",
            "lost_days",
            "lost_on",
            "stage_id",
            "stage_name",
        ],
        "crm.lead": [
            "company_id",
            "expected_revenue",
            "flow_state",
            "is_revenue_manual",
            "lost_reason_id",
            "product_line_id",
            "source_id",
            "team_id",
            "territory_id",
            "type",
            "user_id",
            "won_status",
        ],
        "crm.stage": ["sequence", "team_ids"],
        "crm.team": ["has_own_stages"],
        "res.partner": ["tz"],
    }

    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    stage_name = fields.Char("Deleted Stage", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    product_line_id = fields.Many2one("product.category", readonly=True)
    territory_id = fields.Many2one("crm.territory", readonly=True)
    entered_on = fields.Datetime("First Entered On", readonly=True)
    entered_date = fields.Date("First Entered", readonly=True, help="In the seller's time zone.")
    duration_days = fields.Float(
        "Days in Stage", aggregator="avg", readonly=True, help="All stays together, until today."
    )
    is_passed = fields.Boolean(
        "Moved On",
        readonly=True,
        help="Was in a later stage of its pipeline after it left this one for the last time.",
    )
    is_through = fields.Boolean(
        "Through All", readonly=True, help="Was in every earlier stage of its pipeline, too."
    )
    is_lost = fields.Boolean("Lost Here", readonly=True, help="Lost while in this stage.")
    is_open = fields.Boolean("Still Here", readonly=True, help="In this stage now, and not lost.")
    state = fields.Selection(
        [
            ("passed", "Moved On"),
            ("lost", "Lost Here"),
            ("open", "Still Here"),
            ("back", "Moved Back"),
        ],
        readonly=True,
        help="What has become of the opportunity in this stage.",
    )
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    won_status = fields.Selection(OUTCOMES, "Outcome", readonly=True)
    company_currency = fields.Many2one("res.currency", "Currency", readonly=True)
    expected_revenue = fields.Monetary(currency_field="company_currency", readonly=True)

    @api.model
    def _get_query(self):
        return SQL(
            """
            WITH pipeline AS (%(pipelines)s),
                 stay AS (
                     SELECT stay.id, stay.lead_id, stay.stage_id,
                            CASE WHEN stay.stage_id IS NULL THEN stay.stage_name END AS stage_name,
                            stay.entered_on, stay.left_on IS NULL AS is_current,
                            CASE WHEN stay.left_on IS NULL
                                 THEN GREATEST(0, %(running)s - COALESCE(stay.lost_days, 0))
                                 ELSE stay.duration_days END AS days,
                            pipeline.rank,
                            MAX(pipeline.rank) OVER later AS later_rank,
                            COUNT(*) OVER later AS later_count
                       FROM crm_lead_stage_history AS stay
                       JOIN crm_lead AS lead
                         ON lead.id = stay.lead_id AND lead.type = 'opportunity'
                  LEFT JOIN pipeline ON pipeline.team_id = COALESCE(lead.team_id, 0)
                                    AND pipeline.stage_id = stay.stage_id
                     WINDOW later AS (PARTITION BY stay.lead_id ORDER BY stay.entered_on, stay.id
                            ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
                 ), stage AS (
                     SELECT MIN(id) AS id, lead_id, stage_id, stage_name,
                            MIN(entered_on) AS entered_on, SUM(days) AS duration_days,
                            MIN(rank) AS rank,
                            -- what came after the last stay: it never grows from stay to stay
                            MIN(COALESCE(later_rank, 0)) AS later_rank,
                            MIN(later_count) AS later_count, BOOL_OR(is_current) AS is_current
                       FROM stay
                   GROUP BY lead_id, stage_id, stage_name
                 ), read AS (
                     SELECT stage.*,
                            CASE WHEN rank IS NULL THEN later_count > 0
                                 ELSE later_rank > rank END AS is_passed,
                            rank IS NOT NULL AND rank = COUNT(rank) OVER (
                                PARTITION BY lead_id ORDER BY rank) AS is_through
                       FROM stage
                 )
            SELECT read.id, read.lead_id, read.stage_id, read.stage_name, read.entered_on,
                   read.duration_days, read.is_passed, read.is_through,
                   %(lost)s AS is_lost,
                   read.is_current AND NOT %(lost)s AS is_open,
                   CASE WHEN read.is_passed THEN 'passed' WHEN %(lost)s THEN 'lost'
                        WHEN read.is_current THEN 'open' ELSE 'back' END AS state,
                   %(entered_date)s AS entered_date,
                   lead.user_id, lead.team_id, lead.company_id, lead.source_id,
                   lead.product_line_id, lead.territory_id, lead.won_status,
                   CASE WHEN %(lost)s THEN lead.lost_reason_id END AS lost_reason_id,
                   COALESCE(%(currency)s, company.currency_id) AS company_currency,
                   lead.expected_revenue
              FROM read
              JOIN crm_lead AS lead ON lead.id = read.lead_id
         LEFT JOIN res_company AS company ON company.id = COALESCE(lead.company_id, %(company)s)
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = lead.user_id
            """,
            pipelines=self._get_pipeline_query(),
            running=days_between(
                SQL("stay.entered_on"), SQL("COALESCE(stay.lost_on, %s)", self._get_now())
            ),
            lost=SQL("(read.is_current AND COALESCE(lead.won_status = 'lost', FALSE))"),
            entered_date=local_date(SQL("read.entered_on"), SQL("COALESCE(seller.tz, 'UTC')")),
            sellers=self._get_seller_query(),
            currency=self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
            company=self.env.company.id,
        )

    @api.model
    def _get_pipeline_query(self):
        """The stages of each team's pipeline with their rank from 1; team 0: of no team.

        The same stages as ``crm.team._get_process_stages``.
        """
        return SQL(
            """
            SELECT team.id AS team_id, stage.id AS stage_id,
                   ROW_NUMBER() OVER (PARTITION BY team.id ORDER BY stage.sequence, stage.id)
                   AS rank
              FROM (SELECT id, COALESCE(has_own_stages, FALSE) AS has_own_stages FROM crm_team
                     UNION ALL SELECT 0, FALSE) AS team
              JOIN crm_stage AS stage
                ON EXISTS (SELECT FROM crm_stage_crm_team_rel AS rel
                            WHERE rel.crm_stage_id = stage.id AND rel.crm_team_id = team.id)
                OR NOT team.has_own_stages
                   AND NOT EXISTS (SELECT FROM crm_stage_crm_team_rel AS rel
                                    WHERE rel.crm_stage_id = stage.id)
            """
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Rows of a time are made of the opportunities that moved about then: the others need not
        be looked at."""
        query = super()._search(domain, *args, **kwargs)
        first, last = asked_days(list(Domain(domain).optimize(self)), "entered_date")
        if first or last:
            query.add_where(
                # as an array, which PostgreSQL applies to the stays before it ranks and sums them
                SQL(
                    "%s = ANY(ARRAY(%s))",
                    SQL.identifier(self._table, "lead_id"),
                    self._get_movers_query(first, last),
                )
            )
        return query

    @api.model
    def _get_movers_query(self, first, last):
        """Opportunities that entered a stage from the one day to the other, either may be open."""
        # a day more on both sides: a day is the seller's, whatever the time zone
        conditions = []
        if first:
            conditions.append(SQL("entered_on >= %s", fields.Date.subtract(first, days=1)))
        if last:
            conditions.append(SQL("entered_on < %s", fields.Date.add(last, days=2)))
        return SQL(
            "SELECT lead_id FROM crm_lead_stage_history WHERE %s", SQL(" AND ").join(conditions)
        )

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        return self._open_record(self.lead_id)
