from contextlib import contextmanager

from odoo import api, models
from odoo.tools import SQL

from ....tools.sql import currency_rate, root_company


class CrmLead(models.Model):
    """In which currency an opportunity without a company has the revenue of its documents.

    Its orders may be of companies with different currencies. Their amounts are converted on the
    order's day into the currency of the first company, and the opportunity says that this is its
    currency. What a person enters is, as everywhere in Odoo, in the person's company's.
    """

    _inherit = "crm.lead"

    @api.depends("flow_state", "is_revenue_manual")
    def _compute_company_currency(self):
        super()._compute_company_currency()
        for lead in self:
            if not lead.company_id and not lead.is_revenue_manual:
                state = lead.flow_state or {}
                if state.get("has_revenue") and state.get("currency_id"):
                    lead.company_currency = state["currency_id"]

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "company_currency":
            return sql
        return SQL("COALESCE(%s, %s)", self._get_common_currency_sql(SQL.identifier(alias)), sql)

    @api.model
    def _get_common_currency_sql(self, lead):
        """The currency of an opportunity without a company that follows its documents, else
        empty."""
        return SQL(
            """CASE WHEN %(lead)s.company_id IS NULL AND %(lead)s.is_revenue_manual IS NOT TRUE
                     AND %(lead)s.flow_state->>'has_revenue' = 'true'
                    THEN (%(lead)s.flow_state->>'currency_id')::int END""",
            lead=lead,
        )

    def write(self, vals):
        if "company_id" not in vals:
            return super().write(vals)
        with self._company_changes():
            return super().write(vals)

    def _compute_company_id(self):
        with self._company_changes():
            super()._compute_company_id()

    @contextmanager
    def _company_changes(self):
        """Amounts are in the company's currency, or in the common one without a company: the
        documents are read again where one is given, or taken away."""
        had_company = {lead: bool(lead.company_id) for lead in self}
        yield
        changed = self.filtered(lambda lead: bool(lead.company_id) != had_company[lead])
        documented = changed.filtered(lambda lead: (lead.flow_state or {}).get("is_documented"))
        if documented:
            documented.modified(["order_ids"])

    @api.model
    def _convert_flow_amounts(self, orders_by_lead):
        """Bring the amounts of orders, ``{lead id: [flow.Order]}``, into the common currency, of
        opportunities without a company: one query for all of them."""
        common = self.env["res.company"]._get_common_currency()
        if not common[1]:
            return
        leads = self.browse(orders_by_lead)
        leads.fetch(["company_id"])  # of an opportunity's hundred fields no more
        free = leads.filtered(lambda lead: not lead.company_id)
        orders = {order.id: order for lead_id in free.ids for order in orders_by_lead[lead_id]}
        for order_id, rate in free._get_common_rates(orders, common).items():
            orders[order_id].amount *= rate

    def _prepare_flow_state(self, flow, orders):
        state = super()._prepare_flow_state(flow, orders)
        return {**state, **self._prepare_currency_state()}

    def _prepare_currency_state(self):
        if self.company_id:
            return {}
        return {"currency_id": self.env["res.company"]._get_common_currency()[0]}

    @api.model
    def _get_common_rates(self, order_ids, common=None):
        """What an amount in the currency of an order's company is worth in the common one, on the
        order's day: ``{order id: factor}`` of orders of companies with another currency.

        By the rates of the order's company; where it keeps none, by those of the current one.

        :param common: what ``res.company._get_common_currency`` says, where it was asked already
        """
        common_id, has_others = common or self.env["res.company"]._get_common_currency()
        if not has_others or not order_ids:
            return {}
        for model in ("res.currency.rate", "res.company"):
            self.env[model].flush_model()
        self.env["sale.order"].flush_model(["company_id", "date_order"])
        day = SQL("COALESCE(sale.date_order, NOW() AT TIME ZONE 'UTC')::date")
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT sale.id, (%(common)s / %(own)s)::float8
                      FROM sale_order AS sale
                      JOIN res_company AS company ON company.id = sale.company_id
                      JOIN res_company AS bank ON bank.id = CASE
                           WHEN EXISTS (SELECT FROM res_currency_rate
                                         WHERE currency_id IN (%(common_id)s, company.currency_id)
                                           AND (company_id IS NULL OR company_id = %(root)s))
                           THEN company.id ELSE %(company)s END
                     WHERE sale.id IN %(order_ids)s AND company.currency_id <> %(common_id)s
                    """,
                    common=currency_rate(SQL("%s", common_id), SQL("bank"), day),
                    own=currency_rate(SQL("company.currency_id"), SQL("bank"), day),
                    root=root_company(SQL("company")),
                    company=self.env.company.id,
                    order_ids=tuple(order_ids),
                    common_id=common_id,
                )
            )
        )
