from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesWonReport(models.Model):
    """Which row of won revenue made its customer one."""

    _inherit = "sales.won.report"

    is_new_customer = fields.Boolean(
        "New Customer",
        compute="_compute_is_new_customer",
        search="_search_is_new_customer",
        help="The first that this customer ever bought of the company, whoever of the customer's"
        " contacts ordered it.",
    )

    def _compute_is_new_customer(self):
        first = self.search(Domain("id", "in", self.ids) & Domain("is_new_customer", "=", True))
        for row in self:
            row.is_new_customer = row in first

    @api.model
    def _search_is_new_customer(self, operator, value):
        if operator != "in":
            return NotImplemented
        # of all that was won: what the reader does not see decides, and is not shown
        return Domain(
            "id",
            "in",
            SQL(
                """(SELECT DISTINCT ON (customer.commercial_partner_id, won.company_id) won.id
                      FROM (%s) AS won
                      JOIN res_partner AS customer ON customer.id = won.partner_id
                  ORDER BY customer.commercial_partner_id, won.company_id, won.won_on, won.id)""",
                self._get_query(),
            ),
        )
