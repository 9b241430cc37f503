from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesCustomerPanel(models.AbstractModel):
    """Deliveries and returns, as far as they are done, in the customer's timeline."""

    _inherit = "sales.customer.panel"

    @api.model
    def _get_timeline_sources(self, asked):
        sources = super()._get_timeline_sources(asked)
        pickings = self.env["stock.picking"]
        if not pickings.has_access("read"):
            return sources
        # what comes in without an order was bought, not returned
        is_sold = Domain("picking_type_code", "=", "incoming") & Domain("sale_id", "!=", False)
        query = pickings._search(
            self._get_customer_domain(asked)
            & Domain("state", "=", "done")
            & (Domain("picking_type_code", "=", "outgoing") | is_sold)
        )
        columns = self._columns(
            pickings, query, moment="date_done", user_id="user_id", title="name"
        )
        code = self._read_path(pickings, query, "picking_type_id.code")
        what = SQL("CASE WHEN %s = 'outgoing' THEN 'delivered' ELSE 'returned' END", code)
        entries = self._select_entries("document", what, pickings, query, **columns)
        return {**sources, "document": [*sources["document"], entries]}

    @api.model
    def _get_document_titles(self):
        return {
            **super()._get_document_titles(),
            "delivered": self.env._("Delivery %s"),
            "returned": self.env._("Return %s"),
        }
