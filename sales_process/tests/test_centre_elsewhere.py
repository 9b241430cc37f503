from freezegun import freeze_time

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .centre_common import MARCH, NOW, CentreCommon


@tagged("post_install", "-at_install")
class TestCentreElsewhere(CentreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("2025-03-04", cls.visit_category, cls.a, summary="Walked through the plant")
        cls._hold(
            "2025-03-06", cls.action_category, cls.b, cls.seller2,
            outcome_id=cls.outcome_no_answer.id,
        )  # fmt: skip

    @freeze_time(NOW)
    def test_sales_activity_report(self):
        """D6: what the team did in March and how it went: the visit and the call without an answer,
        two won, one lost; printed by the manager."""
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.manager)
            ._render_qweb_html(
                "sales_process.report_sales_activity",
                [],
                data={**MARCH, "team_id": self.team.id, "user_id": False},
            )
        )
        text = html.decode()
        for words in (
            "Process Team",
            "Walked through the plant",
            "No answer",
            "Sam Seller",
            "Sue Seller",
            "14,000.00",
        ):
            self.assertIn(words, text)

    @freeze_time(NOW)
    def test_sales_activity_report_is_a_pdf(self):
        """D6: Odoo's report engine makes a PDF of it, one page at least."""
        Report = self.env["ir.actions.report"].with_user(self.manager)
        if Report.get_wkhtmltopdf_state() in ("install", "broken"):
            self.skipTest("wkhtmltopdf is not installed")
        Report = Report.with_context(force_report_rendering=True)
        # an engine without the patches of its makers warns that it prints no letterhead
        with mute_logger("odoo.addons.base.models.ir_actions_report"):
            pdf, report_type = Report._render_qweb_pdf(
                "sales_process.report_sales_activity", [], data=dict(MARCH)
            )
        self.assertEqual(report_type, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))
        self.assertIn(b"/Page", pdf)

    @freeze_time(NOW)
    def test_sales_activity_report_leaves_out_what_is_empty(self):
        """D6: a seller who only has plans and a category without events take no room."""
        visit = self._create_event(
            self.visit_category, self.a, self.marketing, date_deadline="2025-03-25"
        )
        values = self.env["report.sales_process.report_sales_activity"]._get_report_values(
            [], dict(MARCH)
        )
        names = [row["name"] for row in values["sellers"]]
        self.assertNotIn(visit.user_id.name, names, "it is planned")
        self.assertIn("Sam Seller", names)
        columns = [column["name"] for column in values["columns"]]
        self.assertIn("Customer visit", columns)
        self.assertNotIn("Customer answered", columns)

    @freeze_time(NOW)
    def test_seller_prints_only_the_own_activity(self):
        """D6: Sue's report has her call, and nothing of Sam's."""
        html, _type = (
            self.env["ir.actions.report"]
            .with_user(self.seller2)
            ._render_qweb_html("sales_process.report_sales_activity", [], data=dict(MARCH))
        )
        text = html.decode()
        self.assertIn("No answer", text)
        self.assertNotIn("Walked through the plant", text)

    @freeze_time(NOW)
    def test_reporting_views_open(self):
        """D7: list, pivot and graph of every report read their default groups."""
        for model, group in (
            ("sales.event.report", "event_category_id"),
            ("sales.opportunity.report", "stage_id"),
            ("sales.won.report", "user_id"),
            ("sales.quotation.report", "state"),
            ("sales.move.report", "is_backed"),
            ("sales.funnel.report", "stage_id"),
            ("sales.target.report", "metric"),
            ("sales.forecast.report", "won_status"),
        ):
            report = self.env[model].with_user(self.manager).with_context(active_test=False)
            groups = report.formatted_read_group([], [group], ["__count"])
            self.assertEqual(sum(row["__count"] for row in groups), report.search_count([]), model)
            self.assertTrue(report.get_views([(False, "list"), (False, "pivot"), (False, "graph")]))

    def test_digest_figures(self):
        """D1: the digest of March: one visit, no sales action held; of now: D and E, 3,800."""
        digest = self.env["digest.digest"].create(
            {"name": "Sales", "company_id": self.company_main.id}
        )
        digest = digest.with_user(self.manager).with_context(start_datetime=None, end_datetime=None)
        with freeze_time(NOW):
            period = digest.with_context(
                start_datetime=self.start.replace(day=1), end_datetime=self.start.replace(day=31)
            )
            self.assertEqual(period.kpi_sales_visits_value, 1)
            self.assertEqual(period.kpi_sales_actions_value, 0)
            [(total,)] = self.env["sales.opportunity.report"]._read_group(
                [("won_status", "=", "pending"), ("type", "=", "opportunity")],
                aggregates=["weighted_revenue:sum"],
            )
            self.assertEqual(period.kpi_weighted_pipeline_value, total)
            self.assertGreaterEqual(total, 3800)


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestCentreTour(CentreCommon, HttpCase):
    def test_all_tabs_and_drill_down(self):
        """D1–D7, G1–G8: a manager walks all tabs of March and opens the records behind a figure of
        each."""
        self._hold("2025-03-04", self.visit_category, self.a)
        self.env["sales.target"].create(
            {
                "user_id": self.seller.id,
                "metric": "events",
                "event_category_id": self.visit_category.id,
                "value": 20,
                "date_from": "2025-03-01",
                "company_id": self.company_main.id,
            }
        )
        self.start_tour("/odoo/managers-centre", "sales_process_centre", login="sp_manager")
