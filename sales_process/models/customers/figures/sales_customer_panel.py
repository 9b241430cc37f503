from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, date_utils

WON = "sales.won.report"


class SalesCustomerPanel(models.AbstractModel):
    """What is asked of a customer first: the last contact, what comes next, and what was won."""

    _inherit = "sales.customer.panel"

    @api.model
    def _get_figures(self, parts, people, won):
        """Return ``last_contact``, ``next_action`` and the won revenue of this and of last year.

        :param parts: what is open
        :param people: who has met whom, last ones first
        :param won: the won revenue
        """
        return {
            "last_contact": people[0] if people else False,
            "next_action": self._get_next_action(parts),
            **won,
            "currency_id": self.env.company.currency_id.id,
        }

    @api.model
    def _get_next_action(self, parts):
        """The open activity that is due first."""
        rows = [row for part in parts if part["model"] == "mail.activity" for row in part["rows"]]
        return min(rows, key=lambda row: (row["day"], row["id"]), default=False)

    @api.model
    def _get_won_revenue(self, asked):
        """Untaxed, in the current company's currency, as the centre counts it."""
        today = fields.Date.context_today(self)
        this_year = date_utils.start_of(today, "year")
        last_year = date_utils.subtract(this_year, years=1)
        centre = self.env["sales.centre"]
        amount = centre._get_amount(WON, "amount", today)
        day = centre._col(WON, "won_date")
        [row] = centre._select(
            WON,
            Domain("partner_id", "in", asked.contact_ids) & Domain("won_date", ">=", last_year),
            {
                "won_this_year": SQL("SUM(%s) FILTER (WHERE %s >= %s)", amount, day, this_year),
                "won_last_year": SQL("SUM(%s) FILTER (WHERE %s < %s)", amount, day, this_year),
            },
        )
        return {name: float(value or 0.0) for name, value in row.items()}
