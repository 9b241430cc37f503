from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

FROZEN = "sales.forecast.report"


class SalesCentreSlipped(models.AbstractModel):
    """Which opportunities of a forecast were not decided in its period."""

    _inherit = "sales.centre"

    @api.model
    def _get_slipped(self, filters, day, today):
        """Opportunities of the forecast that were not decided in the period.

        Open ones slip when their day has passed, or was put off beyond the period.
        """
        end = fields.Date.to_string(filters.date_to)
        late = Domain("won_status", "=", "pending") & (
            Domain("current_deadline", "=", False)
            | Domain("current_deadline", ">", end)
            | Domain("current_deadline", "<", fields.Date.to_string(today))
        )
        domain = self._get_frozen_domain(filters, day) & (late | Domain("closed_date", ">", end))
        rows = []
        if day:
            rows = self._select(
                FROZEN,
                domain,
                {
                    "user_id": self._col(FROZEN, "user_id"),
                    "count": SQL("COUNT(*)"),
                    "amount": SQL(
                        "SUM(%s)::float8",
                        self._get_amount(FROZEN, "expected_revenue", filters.date_to),
                    ),
                },
                groupby=SQL("1"),
            )
        names = self._get_names("res.users", {row["user_id"] for row in rows})
        return {
            "count": sum(row["count"] for row in rows),
            "amount": sum(row["amount"] or 0.0 for row in rows),
            "drill": self._drill(FROZEN, domain),
            "sellers": [
                {
                    "id": row["user_id"] or False,
                    "name": names.get(row["user_id"]) or self.env._("Nobody"),
                    "count": row["count"],
                    "amount": row["amount"] or 0.0,
                    "drill": self._drill(
                        FROZEN, domain & Domain("user_id", "=", row["user_id"] or False)
                    ),
                }
                for row in rows
            ],
        }
