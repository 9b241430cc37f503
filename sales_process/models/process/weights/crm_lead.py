from odoo import api, fields, models
from odoo.tools import SQL

from ....tools.sql import add_columns


class CrmLead(models.Model):
    """How much of an opportunity counts in the sales forecast."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "sales.weight.mixin"]

    _longest_name = None

    weight = fields.Float(
        string="Weight (%)",
        compute="_compute_weight",
        inverse="_inverse_weight",
        store=True,
        readonly=False,
        copy=False,
        aggregator="avg",
        help="Percentage of the expected revenue that counts in the sales forecast. The stage"
        " proposes it; you may overrule it for this opportunity.",
    )
    is_weight_manual = fields.Boolean(
        string="Weight Overruled",
        copy=False,
        tracking=True,
        help="The weight was set for this opportunity and stays when the stage changes, until it"
        " is reset, or the opportunity is won or lost.",
    )
    weighted_revenue = fields.Monetary(
        compute="_compute_weighted_revenue",
        store=True,
        currency_field="company_currency",
        help="Expected revenue × weight. Lost opportunities count nothing.",
    )

    def _auto_init(self):
        """Add the computed columns empty: Odoo would compute them lead by lead. The installation
        fills them with one statement."""
        columns = {"weight": ("float8", None), "weighted_revenue": ("numeric", None)}
        add_columns(self.env.cr, self._table, columns)
        return super()._auto_init()

    @api.depends("stage_id", "is_weight_manual")
    def _compute_weight(self):
        # Not on stage_id.weight: a stage's new weight is applied in one statement
        # (_apply_stage_weights), whatever the number of opportunities.
        for lead in self:
            if not lead.is_weight_manual:
                lead.weight = lead.stage_id.weight

    def _inverse_weight(self):
        for lead in self:
            if not lead.is_weight_manual and lead.weight != lead.stage_id.weight:
                lead.is_weight_manual = True

    @api.depends("expected_revenue", "weight", "won_status")
    def _compute_weighted_revenue(self):
        for lead in self:
            lead.weighted_revenue = (
                0.0
                if lead.won_status == "lost"
                else (lead.expected_revenue or 0.0) * (lead.weight or 0.0) / 100.0
            )

    def action_reset_weight(self):
        """Back to the weight of the stage."""
        self.write({"is_weight_manual": False})
        return True

    @api.model
    def _apply_stage_weights(self, stages):
        """Give the opportunities of the stages their weight, but those overruled, in one
        statement: no write date, no message, no loop over a hundred thousand records. To be
        extended by stored fields that depend on the weight."""
        self.flush_model(["stage_id", "is_weight_manual", "weighted_revenue", "company_id"])
        stages.flush_recordset(["weight"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead AS lead
                   SET weight = stage.weight,
                       weighted_revenue = CASE WHEN lead.won_status = 'lost' THEN 0
                            ELSE ROUND(COALESCE(lead.expected_revenue, 0)
                                       * stage.weight::numeric / 100, currency.decimal_places)
                            END
                  FROM crm_stage AS stage, res_company AS company
                  JOIN res_currency AS currency ON currency.id = company.currency_id
                 WHERE stage.id = lead.stage_id
                   AND stage.id IN %(stage_ids)s
                   AND company.id = COALESCE(lead.company_id, %(company_id)s)
                   AND lead.is_weight_manual IS NOT TRUE
                   AND lead.weight IS DISTINCT FROM stage.weight
                """,
                stage_ids=stages._ids,
                company_id=self.env.company.id,
            )
        )
        self.invalidate_model(["weight", "weighted_revenue"], flush=False)
