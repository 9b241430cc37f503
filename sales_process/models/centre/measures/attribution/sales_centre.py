from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .....tools.funnel import percentage

REPORT = "sales.opportunity.report"
WON = "sales.won.report"
ATTRIBUTION = {
    "source_id": "utm.source",
    "campaign_id": "utm.campaign",
    "medium_id": "utm.medium",
}


class SalesCentreAttribution(models.AbstractModel):
    """Where leads and won revenue come from."""

    _inherit = "sales.centre"

    @api.model
    def _get_attribution(self, filters):
        """Leads registered, and revenue won, in the period by source, campaign and medium.

        ``leads_won`` and ``rate``: of the leads registered in the period, how many are won by now,
        and their percentage. ``won`` and ``amount`` are of the period, whenever the lead behind
        them was registered: they are no part of the leads beside them.
        """
        leads_domain = self._get_domain(filters, "created_date", "created_on")
        won_domain = self._get_domain(filters, "won_date", "won_on")
        leads = self._select(
            REPORT,
            leads_domain,
            {
                **self._get_attribution_columns(REPORT),
                "count": SQL("COUNT(*)"),
                "won": SQL("COUNT(*) FILTER (WHERE %s = 'won')", self._col(REPORT, "won_status")),
            },
            groupby=SQL("GROUPING SETS ((1), (2), (3))"),
        )
        won = self._select(
            WON,
            won_domain,
            {
                **self._get_attribution_columns(WON),
                "count": SQL("COUNT(*)"),
                "amount": SQL("SUM(%s)::float8", self._get_amount(WON, "amount", filters.date_to)),
            },
            groupby=SQL("GROUPING SETS ((1), (2), (3))"),
        )
        result = {}
        for name, model in ATTRIBUTION.items():
            figures = {}
            for row in leads:
                if row["by"] == name:
                    figures.setdefault(row[name], {}).update(
                        leads=row["count"], leads_won=row["won"]
                    )
            for row in won:
                if row["by"] == name:
                    figures.setdefault(row[name], {}).update(won=row["count"], amount=row["amount"])
            names = self._get_names(model, figures)
            result[name] = sorted(
                (
                    {
                        "id": record_id or False,
                        "name": names.get(record_id) or self.env._("Unknown"),
                        "leads": figure.get("leads", 0),
                        "leads_won": figure.get("leads_won", 0),
                        "rate": percentage(figure.get("leads_won", 0), figure.get("leads", 0)),
                        "won": figure.get("won", 0),
                        "amount": figure.get("amount", 0.0),
                        "leads_drill": self._drill(
                            REPORT, leads_domain & Domain(name, "=", record_id or False)
                        ),
                        "leads_won_drill": self._drill(
                            REPORT,
                            leads_domain
                            & Domain(name, "=", record_id or False)
                            & Domain("won_status", "=", "won"),
                        ),
                        "won_drill": self._drill(
                            WON, won_domain & Domain(name, "=", record_id or False)
                        ),
                    }
                    for record_id, figure in figures.items()
                ),
                key=lambda row: (-row["amount"], -row["leads"], row["name"]),
            )
        return result

    @api.model
    def _get_attribution_columns(self, model):
        columns = {name: self._col(model, name) for name in ATTRIBUTION}
        cases = [
            SQL("WHEN GROUPING(%s) = 0 THEN %s", column, name) for name, column in columns.items()
        ]
        return {**columns, "by": SQL("CASE %s END", SQL(" ").join(cases))}
