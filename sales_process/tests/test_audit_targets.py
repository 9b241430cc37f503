from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import SQL

from .audit_common import DamageCase
from .centre_common import TargetsCommon


@tagged("post_install", "-at_install")
class TestAuditTargets(DamageCase, TargetsCommon):
    """Sums and shares of targets that do not add up are found, whatever rule broke."""

    def _run_with(self, method, query):
        report = self.env.registry["sales.target.report"]
        with patch.object(report, method, lambda *_args: SQL(query)):
            return self._run("target_parts")

    def test_parts_of_targets(self):
        self._create_target(team_id=self.team.id, value=40, metric="won_count")
        self._create_target(team_id=self.team.id, team_mode="sum", value=0)
        self._create_target(user_id=self.seller2.id, date_from="2025-03-17")
        self.assertEqual(self._run("target_parts")["count"], 0)

    def test_weeks(self):
        self._create_target(team_id=self.team.id, value=40, period="week", metric="won_count")
        self._create_target(team_id=self.team.id, team_mode="sum", value=0, period="week")
        self._create_target(user_id=self.seller2.id, period="week", date_from="2025-03-19")
        self.assertEqual(self._run("target_parts")["count"], 0)

    def test_sum_that_is_none(self):
        """Twenty of Sam's: the sum says five in each month."""
        self._create_target(team_id=self.team.id, team_mode="sum", value=0, date_to="2025-12-31")
        result = self._run_with("_get_sum_query", "5")
        self.assertEqual((result["count"], result["is_mended"]), (12, False))
        for word in (self.visit_category.name, self.team.name, "5.00", "20.00"):
            self.assertIn(word, result["examples"][0]["reason"])

    def test_shares_that_do_not_add_up(self):
        """Of a target of forty that ends in the middle of June each of two has the half."""
        self._create_target(
            team_id=self.team.id, value=40, metric="won_count", date_to="2025-06-13"
        )
        self.assertEqual(self._run("target_parts")["count"], 0)
        result = self._run_with("_get_whole_query", "1")
        self.assertEqual(result["count"], 2)
        self.assertIn("1.00", result["examples"][0]["reason"])
