from odoo import fields, models
from odoo.exceptions import AccessError


class DigestDigest(models.Model):
    """Visits, sales actions and the weighted pipeline in the digest by e-mail."""

    _inherit = "digest.digest"

    kpi_sales_visits = fields.Boolean("Customer Visits")
    kpi_sales_visits_value = fields.Integer(compute="_compute_kpi_sales_visits_value")
    kpi_sales_actions = fields.Boolean()
    kpi_sales_actions_value = fields.Integer(compute="_compute_kpi_sales_actions_value")
    kpi_weighted_pipeline = fields.Boolean()
    kpi_weighted_pipeline_value = fields.Monetary(compute="_compute_kpi_weighted_pipeline_value")

    def _check_sales_kpi_access(self):
        if not self.env.user.has_group("sales_team.group_sale_salesman_all_leads"):
            raise AccessError(
                self.env._("Do not have access, skip this data for user's digest email")
            )

    def _compute_kpi_sales_visits_value(self):
        self._compute_held_events("visit", "kpi_sales_visits_value")

    def _compute_kpi_sales_actions_value(self):
        self._compute_held_events("contact", "kpi_sales_actions_value")

    def _compute_held_events(self, role, field):
        """Events of a role that were held in the digest's period."""
        self._check_sales_kpi_access()
        start, end, companies = self._get_kpi_compute_parameters()
        counts = dict(
            self.env["sales.event.report"]._read_group(
                [
                    ("event_date", ">=", start),
                    ("event_date", "<", end),
                    ("is_held", "=", True),
                    ("event_category_id.role", "=", role),
                    ("company_id", "in", companies.ids),
                ],
                ["company_id"],
                ["__count"],
            )
        )
        for digest in self:
            company = digest.company_id or self.env.company
            digest[field] = counts.get(company, 0)

    def _compute_kpi_weighted_pipeline_value(self):
        """The pipeline of now; of an earlier period the forecast that was frozen last in it."""
        self._check_sales_kpi_access()
        start, end, _companies = self._get_kpi_compute_parameters()
        start = fields.Date.to_date(start) or fields.Date.today()
        end = fields.Date.to_date(end) or fields.Date.today()
        for digest in self:
            company = digest.company_id or self.env.company
            model, domain = self.env["sales.target.report"]._get_actual_domain(
                "weighted_pipeline",
                start,
                end,
                company_id=company.id,
                is_past=end < fields.Date.today(),
            )
            totals = self.env[model]._read_group(
                domain, ["company_currency"], ["weighted_revenue:sum"]
            )
            digest.kpi_weighted_pipeline_value = sum(
                currency._convert(total, company.currency_id, company, end)
                for currency, total in totals
            )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm.crm_menu_root").id
        for kpi, xmlid in (
            ("kpi_sales_visits", "sales_process.sales_event_report_action"),
            ("kpi_sales_actions", "sales_process.sales_event_report_action"),
            ("kpi_weighted_pipeline", "sales_process.sales_opportunity_report_action"),
        ):
            actions[kpi] = f"{xmlid}?menu_id={menu}"
        return actions
