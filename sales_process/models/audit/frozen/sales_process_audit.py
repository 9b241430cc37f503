from odoo import api, models
from odoo.tools import SQL

from ..sales_process_audit import Check


class SalesProcessAudit(models.AbstractModel):
    """A frozen forecast fits together: nothing of it is read again, or changes."""

    _inherit = "sales.process.audit"

    @api.model
    def _get_checks(self):
        return {
            **super()._get_checks(),
            "frozen": Check(
                self.env._("Weighted revenue of a frozen forecast is expected revenue × weight"),
                "sales.forecast.snapshot",
                False,
            ),
        }

    @api.model
    def _find_frozen(self):
        """As exactly as ``_find_weighted_revenue`` asks: only what is open is frozen."""
        return self.env.execute_query(
            SQL(
                """
                SELECT id, weighted_revenue, due
                  FROM (SELECT id, COALESCE(weighted_revenue, 0) AS weighted_revenue,
                               COALESCE(expected_revenue, 0) * COALESCE(weight, 0)::numeric / 100
                                   AS due
                          FROM sales_forecast_snapshot) frozen
                 WHERE ABS(weighted_revenue - due) > 0.5
              ORDER BY id
                """
            )
        )

    @api.model
    def _explain_frozen(self, snapshot_id, amount, due):
        frozen = self.env["sales.forecast.snapshot"].browse(snapshot_id)
        return self.env._(
            "“%(lead)s” of %(day)s: frozen with %(amount).2f, but expected revenue × weight is"
            " %(due).2f",
            lead=frozen.name,
            day=frozen.snapshot_date,
            amount=amount,
            due=due,
        )
