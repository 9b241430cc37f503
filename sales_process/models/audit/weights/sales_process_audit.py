from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """An opportunity weighs what its stage weighs, unless a person said otherwise."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "weight": Check(
                self.env._("The weight of an opportunity is its stage's, or overruled"),
                "crm.lead",
                True,
            ),
            "weighted_revenue": Check(
                self.env._("Weighted revenue is expected revenue × weight"), "crm.lead", True
            ),
        }

    # ------------------------------------------------------------
    # WEIGHT
    # ------------------------------------------------------------

    @api.model
    def _find_weight(self):
        return self.env.execute_query(
            SQL(
                """
                SELECT lead.id, lead.weight, COALESCE(stage.weight, 0)
                  FROM crm_lead lead
             LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
                 WHERE lead.is_weight_manual IS NOT TRUE
                   AND COALESCE(lead.weight, 0) <> COALESCE(stage.weight, 0)
              ORDER BY lead.id
                """
            )
        )

    @api.model
    def _explain_weight(self, lead_id, weight, stage_weight):
        return self.env._(
            "“%(lead)s” weighs %(weight)g %%, its stage %(stage)g %%",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            weight=weight or 0.0,
            stage=stage_weight,
        )

    @api.model
    def _mend_weight(self, leads):
        self.env.add_to_compute(leads._fields["weight"], leads)

    # ------------------------------------------------------------
    # WEIGHTED REVENUE
    # ------------------------------------------------------------

    @api.model
    def _find_weighted_revenue(self):
        """More than a cent beside: the currency rounds as it likes."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, weighted_revenue, due
                  FROM (SELECT id, COALESCE(weighted_revenue, 0) AS weighted_revenue,
                               CASE WHEN won_status = 'lost' THEN 0
                                    ELSE COALESCE(expected_revenue, 0)
                                         * COALESCE(weight, 0)::numeric / 100
                               END AS due
                          FROM crm_lead) lead
                 WHERE ABS(weighted_revenue - due) > 0.5
              ORDER BY id
                """
            )
        )

    @api.model
    def _explain_weighted_revenue(self, lead_id, amount, due):
        return self.env._(
            "“%(lead)s”: %(amount).2f, but expected revenue × weight is %(due).2f",
            lead=self.env["crm.lead"].browse(lead_id).display_name,
            amount=amount,
            due=due,
        )

    @api.model
    def _mend_weighted_revenue(self, leads):
        self.env.add_to_compute(leads._fields["weighted_revenue"], leads)
