from odoo import api, models
from odoo.tools import SQL


class CrmLeadStageHistory(models.Model):
    """The revenue of a stay is in the currency that its opportunity has it in."""

    _inherit = "crm.lead.stage.history"

    @api.depends("lead_id.company_currency")
    def _compute_company_currency(self):
        super()._compute_company_currency()
        for stay in self:
            if not stay.company_id:
                stay.company_currency = stay.lead_id.company_currency

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        if field_expr != "company_currency":
            return sql
        return SQL(
            """CASE WHEN %(company)s IS NOT NULL THEN %(currency)s
                    ELSE COALESCE((SELECT %(common)s FROM crm_lead AS lead
                                    WHERE lead.id = %(lead)s), %(currency)s) END""",
            company=super()._field_to_sql(alias, "company_id", query),
            currency=sql,
            common=self.env["crm.lead"]._get_common_currency_sql(SQL("lead")),
            lead=super()._field_to_sql(alias, "lead_id", query),
        )
