from freezegun import freeze_time

from odoo.tests import tagged

from .centre_common import NOW, TargetsCommon


@tagged("post_install", "-at_install")
class TestSalesTargetTeams(TargetsCommon):
    """Targets of teams and of everybody."""

    def test_team_target_splits_equally(self):
        """D3: 40 visits for the team of two are 20 each; Sam has an own target, so only Sue has a
        share. The team's actual is the sum of its sellers': 3 + 2."""
        self._visit(3)
        self._visit(2, self.seller2)
        team = self._create_target(team_id=self.team.id, value=40)
        row = self.row(team)
        self.assertEqual((row.target_value, row.actual_value, len(row)), (40, 5, 1))
        with freeze_time("2025-02-26 10:00:00"):
            targets = (
                self.env["sales.centre"]
                .with_user(self.manager)
                .get_targets({**self.february, "team_id": self.team.id})
            )
        rows = {
            (row["name"], row["is_share"]): (row["target"], row["actual"])
            for row in targets["targets"]
        }
        self.assertEqual(
            rows,
            {
                ("Sam Seller", False): (20, 3),
                ("Sue Seller", True): (20, 2),
                ("Process Team", False): (40, 5),
            },
        )

    def test_everybody_at_once_is_each_alone(self):
        """D3, D4: the tab counts all targets in one pass; each figure is the report's own: of
        every metric, of a week and a year, of a seller and a team."""
        self._visit(7)
        self._create_target(user_id=self.seller2.id, period="week", value=5)
        self._create_target(user_id=self.seller2.id, metric="won_revenue", period="year", value=9)
        for metric in ("won_count", "new_opportunities", "quotations_sent", "weighted_pipeline"):
            self._create_target(team_id=self.team.id, metric=metric, value=4)
        shown = self.get("targets", team_id=False)["targets"]
        self.assertGreaterEqual(len(shown), 11, "with the members' shares")
        with freeze_time(NOW):
            rows = self.env["sales.target.report"].search(
                [
                    ("is_share", "in", [True, False]),
                    ("date_from", "<=", "2025-03-31"),
                    ("date_to", ">=", "2025-03-01"),
                ]
            )
            for target in shown:
                own = rows.filtered(
                    lambda row, target=target: (
                        row.target_id.id == target["target_id"]
                        and row.user_id.id == target["user_id"]
                    )
                )
                if target["metric"] == "weighted_pipeline":
                    own = own.sorted("date_from")[-1:]
                for key, name in (
                    ("target", "target_value"),
                    ("actual", "actual_value"),
                    ("expected", "expected_value"),
                    ("projected", "projected_value"),
                ):
                    self.assertAlmostEqual(target[key], sum(own.mapped(name)), 6, target)

    def test_team_target_as_the_sum_of_its_sellers(self):
        """D3: 20 of Sam's and 15 of Sue's are the team's 35."""
        self._create_target(user_id=self.seller2.id, value=15)
        team = self._create_target(team_id=self.team.id, team_mode="sum", value=0)
        self.assertEqual(self.row(team).target_value, 35)

    def test_sellers_without_targets_are_named(self):
        """D2: Sue is in the team and has no target: the tab says so."""
        with freeze_time("2025-02-26 10:00:00"):
            targets = (
                self.env["sales.centre"]
                .with_user(self.manager)
                .get_targets({**self.february, "team_id": self.team.id})
            )
        self.assertEqual([row["name"] for row in targets["without_target"]], ["Sue Seller"])
