from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class SalesCustomerPanel(models.AbstractModel):
    """Which activities and records of a customer the user may read, asked in the database.

    Odoo looks at activities row by row in Python: they are read by whom they are assigned to, and
    by who may read the document that they are on. Here the same is one condition of a query. What
    colleagues have logged for another company is left out as well.
    """

    _inherit = "sales.customer.panel"

    @api.model
    def _search_events(self, domain, contact_ids=None):
        """Return a query of the activities that match and that the user may read.

        :param contact_ids: the contacts that the user may read, where they are known already
        """
        events = self.env["mail.activity"].with_context(active_test=False)
        events.check_access("read")
        rules = self.env["ir.rule"]._compute_domain(events._name, "read")
        company = Domain("event_company_id", "in", [False, *self.env.companies.ids])
        own = Domain("user_id", "=", self.env.uid)
        domain = Domain(domain) & Domain(rules or Domain.TRUE) & (own | company)
        query = events._search(domain, bypass_access=True)
        readable = self._get_readable(events, query, contact_ids)
        query.add_where(SQL("(%s)", SQL(" OR ").join(readable)))
        return query

    @api.model
    def _get_readable(self, events, query, contact_ids):
        """Conditions of which one holds for activities that the user may read."""
        user, model, document = (
            events._field_to_sql(query.table, name, query)
            for name in ("user_id", "res_model", "res_id")
        )
        yield SQL("%s = %s", user, self.env.uid)
        names = events._get_event_models()
        if contact_ids is not None:
            names = names - {"res.partner"}
            yield SQL("(%s = 'res.partner' AND %s = ANY(%s))", model, document, list(contact_ids))
        for name in sorted(names):
            if (readable := self._search_one(name, document)) is not None:
                yield SQL("(%s = %s AND EXISTS (%s))", model, name, readable.select(SQL("1")))

    @api.model
    def _search_one(self, model, record_id):
        """Return a query of the record with the id that an expression gives, where the user may
        read it; None where the user may read none of that model."""
        records = self.env[model].with_context(active_test=False)
        if not records.has_access("read"):
            return None
        query = records._search([])
        query.add_where(SQL("%s = %s", SQL.identifier(query.table, "id"), record_id))
        return query

    @api.model
    def _get_lead_name(self, lead_id):
        """The name of an opportunity, where the user may read it."""
        leads = self._search_one("crm.lead", lead_id)
        if leads is None:
            return SQL("NULL::varchar")
        return SQL("(%s)", leads.select(SQL.identifier(leads.table, "name")))

    @api.model
    def _count_events(self, customer_ids):
        """How many events there are of each customer: ``{id: count}``."""
        query = self._search_events(
            Domain("customer_id", "in", customer_ids) & Domain("event_category_id", "!=", False)
        )
        column = SQL.identifier(query.table, "customer_id")
        query.groupby = column
        return dict(self.env.execute_query(query.select(column, SQL("COUNT(*)"))))
