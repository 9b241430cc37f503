from odoo import api, fields, models
from odoo.tools import SQL

# The dimensions by which sums and measures are cut: field -> model of its records
CUTS = {
    "user_id": "res.users",
    "team_id": "crm.team",
    "source_id": "utm.source",
    "product_line_id": "product.category",
    "territory_id": "crm.territory",
}


class SalesCentreFigures(models.AbstractModel):
    """How a tab gets its figures: reports are aggregated through their access rules."""

    _inherit = "sales.centre"

    @api.model
    def _select(self, model, domain, columns, groupby=None, order=None, beside=None):
        """Aggregate the rows of a report that the user may see, in one query.

        :param columns: ``{name: SQL}``
        :param groupby: SQL after ``GROUP BY``
        :param beside: ``{name: SQL}``, further queries that the columns may refer to by name
        :return: list of dicts
        """
        query = self.env[model].with_context(active_test=False)._search(domain)
        select = query.select(
            *(
                SQL("%s AS %s", expression, SQL.identifier(name))
                for name, expression in columns.items()
            )
        )
        if groupby is not None:
            select = SQL("%s GROUP BY %s", select, groupby)
        if order is not None:
            select = SQL("%s ORDER BY %s", select, order)
        if beside:
            tables = (
                SQL("%s AS MATERIALIZED (%s)", SQL.identifier(name), table)
                for name, table in beside.items()
            )
            select = SQL("WITH %s %s", SQL(", ").join(tables), select)
        return self.env.execute_query_dict(select)

    @api.model
    def _col(self, model, name):
        return SQL.identifier(self.env[model]._table, name)

    @api.model
    def _get_rate_sql(self, model, day):
        """What an amount in the row's currency is worth in the current company's.

        :param day: whose rate is taken: the end of the period, today while it runs
        """
        company = self.env.company
        day = min(day, fields.Date.context_today(self))
        common_id, has_others = company._get_common_currency()
        if not has_others:
            return SQL("1")
        currencies = self.env.companies.currency_id | self.env["res.currency"].browse(common_id)
        rates = [
            SQL(
                "WHEN %s THEN %s",
                other.id,
                other._get_conversion_rate(other, company.currency_id, company, day),
            )
            for other in currencies - company.currency_id
        ]
        if not rates:
            return SQL("1")
        names = self.env[model]._fields
        currency = "company_currency" if "company_currency" in names else "currency_id"
        return SQL("CASE %s %s ELSE 1 END", self._col(model, currency), SQL(" ").join(rates))

    @api.model
    def _get_amount(self, model, name, day):
        column = self._col(model, name)
        return SQL("COALESCE(%s, 0) * %s", column, self._get_rate_sql(model, day))

    @api.model
    def _get_names(self, model, ids):
        """Names of records, archived and deleted ones too: ``{id: name}``."""
        ids = {record_id for record_id in ids if record_id}
        # sudo: the names of what readable rows refer to, as in every list
        records = self.env[model].sudo().with_context(active_test=False).browse(ids).exists()
        return {record.id: record.display_name for record in records}

    @api.model
    def _get_inactive_users(self, ids):
        users = self.env["res.users"].sudo().with_context(active_test=False)  # sudo: as above
        return set(users.search([("id", "in", list(ids)), ("active", "=", False)]).ids)

    @api.model
    def _drill(self, model, domain, **context):
        """What a click on a figure opens: the rows that it counts, with defaults of the search."""
        return {"model": model, "domain": list(domain), "context": context}
