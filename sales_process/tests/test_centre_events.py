from odoo.tests import tagged

from .centre_common import CentreCommon


@tagged("post_install", "-at_install")
class TestCentreEvents(CentreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("2025-02-27", cls.visit_category, cls.customer)
        cls._hold("2025-03-04", cls.visit_category, cls.a)
        cls._hold("2025-03-23", cls.visit_category, cls.c, cls.seller2)
        cls._hold("2025-03-05", cls.action_category, cls.b)
        cls._hold("2025-03-06", cls.action_category, cls.b, outcome_id=cls.outcome_no_answer.id)
        cls._create_event(
            cls.visit_category, cls.d, cls.seller2, event_date="2025-03-31",
            date_deadline="2025-03-31",
        )  # fmt: skip

    def test_events_by_category_seller_and_period(self):
        """D1: visits held in March: Sam 1, Sue 1, one more planned; February had one. Sales
        actions: one held, one not answered."""
        events = self.get("events")
        rows = {row["name"]: row for row in events["categories"]}
        visits, actions = rows["Customer visit"], rows["Sales action"]
        self.assertEqual((visits["value"], visits["previous"]), (2, 1))
        self.assertEqual(visits["states"]["planned"]["value"], 1)
        self.assertEqual((actions["value"], actions["states"]["missed"]["value"]), (1, 1))
        sellers = {row["name"]: row for row in events["sellers"]}
        self.assertEqual(sellers["Sam Seller"]["cells"][str(self.visit_category.id)]["value"], 1)
        self.assertEqual(sellers["Sue Seller"]["total"], 1)

    def test_each_figure_opens_its_events(self):
        """D1, D7: the rows of the SQL view, the centre's count and the drill-down are equal."""
        events = self.get("events")
        for row in events["categories"]:
            self.assertOpens(row)
            for figure in row["states"].values():
                self.assertOpens(figure)
        for row in events["sellers"]:
            for figure in row["cells"].values():
                self.assertOpens(figure)
        for outcome in events["outcomes"]:
            self.assertOpens(outcome)

    def test_one_seller(self):
        """D1: Sue alone."""
        events = self.get("events", user_id=self.seller2.id)
        self.assertEqual([row["name"] for row in events["sellers"]], ["Sue Seller"])
        visits = next(row for row in events["categories"] if row["name"] == "Customer visit")
        self.assertEqual((visits["value"], visits["previous"]), (1, 0))

    def test_trend_adds_up(self):
        """D1: 31 days; the visits' line has its two peaks on 4 and 23 March."""
        trend = self.get("events")["trend"]
        self.assertEqual((trend["step"], len(trend["buckets"])), ("day", 31))
        visits = next(row for row in trend["series"] if row["id"] == self.visit_category.id)
        self.assertEqual(
            [trend["buckets"][i] for i, value in enumerate(visits["values"]) if value],
            ["2025-03-04", "2025-03-23"],
        )

    def test_weeks_begin_by_the_language(self):
        """D1: in a period of quarters the chart has weeks: from Sunday for American English."""
        lang = self.env["res.lang"]._lang_get("en_US")
        lang.week_start = "7"
        trend = self.get("events", date_from="2025-02-01", date_to="2025-03-31")["trend"]
        self.assertEqual(trend["step"], "week")
        self.assertIn("2025-03-02", trend["buckets"])
        lang.week_start = "1"
        trend = self.get("events", date_from="2025-02-01", date_to="2025-03-31")["trend"]
        self.assertIn("2025-03-03", trend["buckets"])

    def test_archived_seller_keeps_the_figures(self):
        """D1: Sue leaves the company: her visit still counts, and she is marked."""
        self.seller2.action_archive()
        events = self.get("events")
        sue = next(row for row in events["sellers"] if row["name"] == "Sue Seller")
        self.assertFalse(sue["active"])
        self.assertEqual(sue["cells"][str(self.visit_category.id)]["value"], 1)
