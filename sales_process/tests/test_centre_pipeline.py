from odoo.tests import tagged

from .centre_common import CentreCommon


@tagged("post_install", "-at_install")
class TestCentrePipeline(CentreCommon):
    def test_count_amount_and_weighted_amount(self):
        """D5, C3: D 6,000 × 10 % = 600 in First, E 8,000 × 40 % = 3,200 in Third."""
        pipeline = self.get("pipeline")
        total = pipeline["total"]
        self.assertEqual((total["count"], total["amount"], total["weighted"]), (2, 14000, 3800))
        stages = {stage["name"]: stage for stage in pipeline["stages"]}
        self.assertEqual(list(stages), ["First", "Second", "Third"])
        self.assertEqual([stages[name]["count"] for name in stages], [1, 0, 1])
        self.assertEqual([stages[name]["weighted"] for name in stages], [600, 0, 3200])
        self.assertOpens(stages["Third"], self.e)
        self.assertOpens(total, self.d | self.e)
        sellers = {row["name"]: row["weighted"] for row in pipeline["sellers"]}
        self.assertEqual(sellers, {"Sam Seller": 3200, "Sue Seller": 600})
        cell = stages["Third"]["sellers"][str(self.seller.id)]
        self.assertOpens(cell, self.e)

    def test_counts_without_amounts(self):
        """C5: without amounts and weights the counts are there all the same."""
        self.leads.write({"expected_revenue": 0})
        total = self.get("pipeline")["total"]
        self.assertEqual((total["count"], total["weighted"]), (2, 0))

    def test_by_month_of_closing_and_overdue(self):
        """D5: E was expected on 25 March, six days ago; D on no day."""
        pipeline = self.get("pipeline")
        self.assertEqual(
            [(row["month"], row["count"]) for row in pipeline["months"]],
            [("2025-03-01", 1), (False, 1)],
        )
        self.assertEqual(pipeline["total"]["overdue"], 1)
        self.assertEqual(self.open(pipeline["total"]["overdue_drill"]), self.e)

    def test_what_the_period_changed(self):
        """D5: in March five were opened (30,000), A and C won (14,000), B lost (2,000)."""
        changes = self.get("pipeline")["changes"]
        self.assertEqual(
            {key: (row["count"], row["amount"]) for key, row in changes.items()},
            {"new": (5, 30000), "won": (2, 14000), "lost": (1, 2000)},
        )
        self.assertOpens(changes["won"], self.a | self.c)
        self.assertOpens(changes["lost"], self.b)
