from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.sql import local_date
from ...process.ledger.crm_lead_stage_history import STAGE_CAUSES

# Moves made while tidying up say nothing about how the process is used
MOVE_CAUSES = ("person", "goal", "document", "rule")
EVIDENCE_DAYS = 7


class SalesMoveReport(models.Model):
    """One row per move of an opportunity from a stage to another, and whether evidence backs it.

    Evidence: a held event or a document of the opportunity, from seven days before the move to
    the end of its day. A move that a document or a goal made has it by itself. Entering the first
    stage is no move.
    """

    _name = "sales.move.report"
    _inherit = ["sales.report.mixin"]
    _description = "Moves Between Stages"
    _auto = False
    _order = "moved_on desc, id desc"
    _rec_name = "lead_id"
    _depends = {
        "crm.lead.stage.history": ["cause", "entered_on", "lead_id", "stage_id"],
        "crm.lead": [
            "company_id",
            "product_line_id",
            "source_id",
            "team_id",
            "territory_id",
            "type",
            "user_id",
        ],
        "mail.activity": ["event_date", "is_held", "lead_id"],
        "sale.order": ["date_order", "opportunity_id", "sent_on"],
        "res.partner": ["tz"],
    }

    lead_id = fields.Many2one("crm.lead", "Opportunity", readonly=True)
    stage_id = fields.Many2one("crm.stage", "To Stage", readonly=True)
    cause = fields.Selection(STAGE_CAUSES, readonly=True)
    moved_on = fields.Datetime(readonly=True)
    moved_date = fields.Date("Moved", readonly=True, help="In the seller's time zone.")
    is_backed = fields.Boolean(
        "Backed by Evidence",
        readonly=True,
        help="A held event or a document lies within seven days before the move, or on its day.",
    )
    backed_rate = fields.Float(
        "Backed by Evidence (%)", aggregator="avg", readonly=True, help="Adoption of the process."
    )
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    product_line_id = fields.Many2one("product.category", readonly=True)
    territory_id = fields.Many2one("crm.territory", readonly=True)

    @api.model
    def _get_query(self):
        return SQL(
            """
            SELECT move.*, CASE WHEN move.is_backed THEN 100.0 ELSE 0.0 END AS backed_rate
              FROM (
            SELECT stay.id, stay.lead_id, stay.stage_id, stay.cause, stay.entered_on AS moved_on,
                   %(moved_date)s AS moved_date,
                   lead.user_id, lead.team_id, lead.company_id, lead.source_id,
                   lead.product_line_id, lead.territory_id,
                   stay.cause IN ('document', 'goal')
                   OR EXISTS (SELECT FROM mail_activity AS event
                               WHERE event.lead_id = stay.lead_id AND event.is_held IS TRUE
                                 AND event.event_date BETWEEN %(moved_date)s - %(days)s
                                                          AND %(moved_date)s)
                   OR EXISTS (SELECT FROM sale_order AS sale
                               WHERE sale.opportunity_id = stay.lead_id
                                 AND (%(created)s BETWEEN %(moved_date)s - %(days)s
                                                      AND %(moved_date)s
                                   OR %(sent)s BETWEEN %(moved_date)s - %(days)s
                                                   AND %(moved_date)s
                                   OR %(ordered)s BETWEEN %(moved_date)s - %(days)s
                                                      AND %(moved_date)s)) AS is_backed
              FROM crm_lead_stage_history AS stay
              JOIN crm_lead AS lead ON lead.id = stay.lead_id AND lead.type = 'opportunity'
         LEFT JOIN (%(sellers)s) AS seller ON seller.id = lead.user_id
             WHERE stay.cause IN %(causes)s
               AND EXISTS (SELECT FROM crm_lead_stage_history AS earlier
                            WHERE earlier.lead_id = stay.lead_id
                              AND (earlier.entered_on, earlier.id) < (stay.entered_on, stay.id))
                   ) AS move
            """,
            moved_date=local_date(SQL("stay.entered_on"), SQL("COALESCE(seller.tz, 'UTC')")),
            created=local_date(SQL("sale.create_date"), SQL("COALESCE(seller.tz, 'UTC')")),
            sent=local_date(SQL("sale.sent_on"), SQL("COALESCE(seller.tz, 'UTC')")),
            ordered=local_date(SQL("sale.date_order"), SQL("COALESCE(seller.tz, 'UTC')")),
            days=EVIDENCE_DAYS,
            causes=MOVE_CAUSES,
            sellers=self._get_seller_query(),
        )

    @api.readonly
    def action_open_record(self):
        self.ensure_one()
        return self._open_record(self.lead_id)
