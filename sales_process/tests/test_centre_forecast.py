from datetime import datetime

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .centre_common import CentreCommon

APRIL = {"date_from": "2025-04-01", "date_to": "2025-04-30"}


@tagged("post_install", "-at_install")
class TestCentreForecast(CentreCommon):
    """The forecast of March is frozen on Monday 3 March, when A, B, C and E are in First (10 %)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.cr.execute("DELETE FROM sales_forecast_snapshot")
        # what the common fixture made on 3 March, as it was in the evening
        cls.snapshot = cls.env["sales.forecast.snapshot"]
        cls.env.cr.execute(
            """INSERT INTO sales_forecast_snapshot (snapshot_date, name, lead_id, user_id, team_id,
                           date_deadline, weight, expected_revenue, weighted_revenue, is_rebuilt)
                    SELECT '2025-03-03', name, id, user_id, team_id, date_deadline, 10,
                           expected_revenue, expected_revenue / 10, FALSE
                      FROM crm_lead WHERE id = ANY(%s)""",
            [(cls.a | cls.b | cls.c | cls.e).ids],
        )

    def test_forecast_against_won(self):
        """G5: frozen for March: A 1,000 + B 200 + E 800 = 2,000 (C was expected in April). Won: A
        and C, 14,000. Accuracy 2,000 ÷ 14,000 = 14.3 %, bias −12,000 ÷ 14,000 = −85.7 %."""
        forecast = self.get("forecast")
        self.assertEqual(forecast["frozen_on"], "2025-03-03")
        self.assertEqual(forecast["forecast"]["value"], 2000)
        self.assertEqual(forecast["won"]["value"], 14000)
        self.assertAlmostEqual(forecast["accuracy"], 14.29, 2)
        self.assertAlmostEqual(forecast["bias"], -85.71, 2)
        frozen = self.open(forecast["forecast"]["drill"])
        self.assertEqual(frozen.lead_id, self.a | self.b | self.e)
        self.assertEqual(sum(frozen.mapped("weighted_revenue")), 2000)
        self.assertEqual(sum(self.open(forecast["won"]["drill"]).mapped("amount")), 14000)

    def test_by_seller(self):
        """G5: Sam 2,000 against 10,000 won; Sue nothing against 4,000."""
        sellers = {row["name"]: row for row in self.get("forecast")["sellers"]}
        self.assertEqual(
            [(row["forecast"], row["won"]) for row in sellers.values()], [(2000, 10000), (0, 4000)]
        )

    def test_slipped_opportunities(self):
        """G5: of the forecast, A was won and B lost in March; E, expected on 25 March, is open on
        31 March: one slipped, 8,000."""
        slipped = self.get("forecast")["slipped"]
        self.assertEqual((slipped["count"], slipped["amount"]), (1, 8000))
        self.assertOpens(slipped, self.e)

    def test_against_quota(self):
        """G5: 28,000 a month for the team: 14,000 are 50 %."""
        self.env["sales.target"].create(
            {
                "team_id": self.team.id,
                "metric": "won_revenue",
                "value": 28000,
                "date_from": "2025-01-01",
                "company_id": self.company_main.id,
            }
        )
        quota = self.get("forecast")["quota"]
        self.assertAlmostEqual(quota["value"], 28000)
        self.assertAlmostEqual(quota["attainment"], 50)

    def test_quota_of_a_part_by_working_days(self):
        """12 March to 6 April 2025 of 21,000 in March (14 of 21 working days: 14,000) and of
        22,000 in April (4 of 22: 4,000); by calendar days it would be 20 of 31 and 6 of 30."""
        for value, first, last in (
            (21000, "2025-03-01", "2025-03-31"),
            (22000, "2025-04-01", "2025-04-30"),
        ):
            self.env["sales.target"].create(
                {
                    "team_id": self.team.id,
                    "metric": "won_revenue",
                    "value": value,
                    "date_from": first,
                    "date_to": last,
                    "company_id": self.company_main.id,
                }
            )
        quota = self.get("forecast", date_from="2025-03-12", date_to="2025-04-06")["quota"]
        self.assertAlmostEqual(quota["value"], 18000)

    def test_judged_by_whole_months(self):
        """G5: seen from April, March is over: forecast 2,000, actual 14,000. Sam: 2,000 of 10,000,
        accuracy 20 %; Sue 0 of 4,000, accuracy 0 %."""
        with self.on(datetime(2025, 4, 10, 8)):
            judged = (
                self.env["sales.centre"]
                .with_user(self.manager)
                .get_forecast({**APRIL, "team_id": self.team.id})["judged"]
            )
        self.assertEqual([row["month"] for row in judged["months"]], ["2025-03-01"])
        sellers = {row["name"]: row for row in judged["sellers"]}
        self.assertAlmostEqual(sellers["Sam Seller"]["accuracy"], 20)
        self.assertAlmostEqual(sellers["Sue Seller"]["accuracy"], 0)
        self.assertAlmostEqual(judged["bias"], -85.71, 2)
        self.assertEqual(
            sum(self.open(judged["drill"]).mapped("weighted_revenue")), judged["forecast"]
        )
        self.assertEqual(sum(self.open(judged["won_drill"]).mapped("amount")), judged["actual"])

    def test_weeks_show_how_the_forecast_moved(self):
        """G5: on 3 March 0 won and 2,000 expected; by 31 March 14,000 won, nothing expected."""
        weeks = self.get("forecast")["weeks"]
        self.assertEqual(
            [(week["date"], week["won"], week["weighted"]) for week in weeks],
            [("2025-03-03", 0, 2000), ("2025-03-31", 14000, 0)],
        )

    def test_frozen_once_a_day_and_never_changed(self):
        """G5: the second time freezes nothing; rows are neither changed, deleted nor added."""
        with self.on(31):
            self.snapshot._freeze()
            self.assertEqual(self.snapshot._freeze(), 0)
        rows = self.snapshot.search([("snapshot_date", "=", "2025-03-31")])
        ours = rows.filtered(lambda row: row.lead_id in self.leads)
        self.assertEqual(ours.lead_id, self.d | self.e)
        with self.assertRaisesRegex(UserError, "never changes"):
            ours.weight = 50
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            ours.unlink()
        with self.assertRaisesRegex(UserError, "Freeze now"):
            self.snapshot.create({"snapshot_date": "2025-03-31"})

    def test_what_was_believed_outlives_the_opportunity(self):
        """G5: E is deleted; its row of the forecast stays, under its name."""
        row = self.snapshot.search([("lead_id", "=", self.e.id)])
        self.e.unlink()
        row.invalidate_recordset()
        self.assertEqual((row.name, row.weighted_revenue, bool(row.lead_id)), ("E", 800, False))

    def test_by_hand_only_by_administrators(self):
        """G5: a seller cannot freeze, a manager can, and is told how many."""
        with self.assertRaisesRegex(UserError, "sales administrators"):
            self.snapshot.with_user(self.seller).action_freeze()
        action = self.snapshot.with_user(self.manager).action_freeze()
        self.assertRegex(action["params"]["message"], r"^\d+ open opportunities")

    def test_rebuilt_at_installation(self):
        """G9: on Monday 10 March A was in Third (40 %), C had come back to Second only that day and
        was in First, E in Third; B was lost on 9. What is known of later is not used."""
        self.env.cr.execute("DELETE FROM sales_forecast_snapshot")
        with self.on(31):
            self.snapshot._rebuild_from_tracking()
        rows = self.snapshot.search(
            [("snapshot_date", "=", "2025-03-10"), ("lead_id", "in", self.leads.ids)]
        )
        self.assertEqual(
            {row.lead_id: (row.stage_id, row.weighted_revenue) for row in rows},
            {
                self.a: (self.third, 4000),
                self.c: (self.first, 400),
                self.e: (self.third, 3200),
            },
        )
        self.assertTrue(all(rows.mapped("is_rebuilt")))

    @mute_logger("odoo.sql_db")
    def test_no_row_twice(self):
        """G5: the database itself keeps one row per day and opportunity."""
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute(
                "INSERT INTO sales_forecast_snapshot (snapshot_date, lead_id)"
                " VALUES ('2025-03-03', %s)",
                [self.a.id],
            )
