from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.pace import compute_pace
from .centre_common import TargetsCommon


@tagged("post_install", "-at_install")
class TestSalesTarget(TargetsCommon):
    """Pace, working days, periods, and what is refused."""

    # ------------------------------------------------------------
    # The reference example
    # ------------------------------------------------------------

    def test_seventeen_of_twenty_pace_eighteen(self):
        """D2, D4: 20 visits in February; on Wednesday 26, the 18th of 20 working days, pace is
        20 × 18/20 = 18; 17 held head for 17 × 20/18 = 18.9."""
        self._visit(17)
        row = self.row(self.target)
        self.assertEqual((row.target_value, row.actual_value), (20, 17))
        self.assertEqual((row.elapsed_days, row.total_days), (18, 20))
        self.assertAlmostEqual(row.expected_value, 18)
        self.assertAlmostEqual(row.projected_value, 18.889, 3)
        self.assertEqual(row.standing, "17 of 20, pace 18")
        self.assertEqual((str(row.date_from), str(row.date_to)), ("2025-02-01", "2025-02-28"))

    def test_view_centre_and_drill_down_are_equal(self):
        """D2, D7: the SQL view, the centre's tab and the records that a click opens: 17 each; the
        seller reads the same as the manager."""
        self._visit(17)
        with freeze_time("2025-02-26 10:00:00"):
            for user in (self.manager, self.seller):
                centre = self.env["sales.centre"].with_user(user)
                [target] = centre.get_targets({**self.february, "user_id": self.seller.id})[
                    "targets"
                ]
                self.assertEqual((target["actual"], target["expected"]), (17, 18))
                self.assertEqual(target["status"], "behind")
                self.assertAlmostEqual(target["needed_per_day"], 1.5)
                drill = target["drill"]
                self.assertEqual(
                    self.env[drill["model"]].with_user(user).search_count(drill["domain"]), 17
                )
            row = self.row(self.target)
            action = row.with_user(self.seller).action_open_records()
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 17)

    def test_only_held_ones_of_the_category_and_month_count(self):
        """D2, B8: of a visit in time, a no-show, a call, one of January and one of a colleague, the
        first counts."""
        self._visit(1)
        self._hold(
            "2025-02-04", self.visit_category, self.customer,
            outcome_id=self.outcome_no_answer.id,
        )  # fmt: skip
        self._hold("2025-02-04", self.action_category, self.customer)
        self._hold("2025-01-31", self.visit_category, self.customer)
        self._hold("2025-02-04", self.visit_category, self.customer, self.seller2)
        self.assertEqual(self.row(self.target).actual_value, 1)

    # ------------------------------------------------------------
    # Working days
    # ------------------------------------------------------------

    def test_days_off_are_no_working_days(self):
        """D4: a public holiday on Monday 3 and a day off of the seller's own on Tuesday 4: 18
        working days, of which 16 are over on 26 February."""
        calendar = self.company_main.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.seller.id, "calendar_id": calendar.id}
        )
        leaves = self.env["resource.calendar.leaves"]
        leaves.create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2025-02-03 00:00:00",
                "date_to": "2025-02-03 22:59:59",
            }
        )
        leaves.create(
            {
                "name": "Day off",
                "resource_id": resource.id,
                "calendar_id": calendar.id,
                "date_from": "2025-02-04 00:00:00",
                "date_to": "2025-02-04 22:59:59",
            }
        )
        row = self.row(self.target)
        self.assertEqual((row.elapsed_days, row.total_days), (16, 18))
        other = self._create_target(user_id=self.seller2.id)
        self.assertEqual(self.row(other).total_days, 19, "Sam's day off is not Sue's")

    def test_part_time_sellers_are_due_by_their_own_days(self):
        """D4: who works Mondays only has four working days in February; on 26 all are over."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Mondays",
                "attendance_ids": [
                    Command.clear(),
                    Command.create(
                        {"name": "Monday", "dayofweek": "0", "hour_from": 8, "hour_to": 16}
                    ),
                ],
            }
        )
        self.env["resource.resource"].create(
            {"name": "Sam", "user_id": self.seller.id, "calendar_id": calendar.id}
        )
        row = self.row(self.target)
        self.assertEqual((row.elapsed_days, row.total_days, row.expected_value), (4, 4, 20))

    def test_today_is_the_sellers_today(self):
        """D4: at 23:30 UTC on 25 February it is the 26th in Brussels: the 18th working day."""
        self.assertEqual(self.row(self.target, at="2025-02-25 23:30:00").elapsed_days, 18)
        self.seller.tz = "America/New_York"
        self.assertEqual(self.row(self.target, at="2025-02-25 23:30:00").elapsed_days, 17)

    def test_before_and_after_the_period(self):
        """D4: nothing is due of March on 26 February; all is due of January."""
        self.assertEqual(self.row(self.target, day="2025-03-15").expected_value, 0)
        january = self.row(self.target, day="2025-01-15")
        self.assertEqual((january.expected_value, january.projected_value), (20, 0))

    # ------------------------------------------------------------
    # Periods and validity
    # ------------------------------------------------------------

    def test_weeks_begin_by_the_sellers_language(self):
        """D3: the week of Wednesday 26 February begins on Monday 24, for Americans on Sunday 23."""
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        weekly = self._create_target(user_id=self.seller.id, period="week", value=5)
        self.assertEqual(str(self.row(weekly, day="2025-02-26").date_from), "2025-02-24")
        self.env["res.lang"]._lang_get("en_US").week_start = "7"
        row = self.row(weekly, day="2025-02-26")
        self.assertEqual((str(row.date_from), str(row.date_to)), ("2025-02-23", "2025-03-01"))

    def test_quarter_and_year(self):
        """D3: the first quarter has 64 working days, 2025 has 261."""
        quarter = self._create_target(user_id=self.seller.id, period="quarter", value=60)
        self.assertEqual(self.row(quarter).total_days, 64)
        year = self._create_target(user_id=self.seller.id, period="year", value=240)
        row = self.row(year)
        self.assertEqual((row.total_days, str(row.date_to)), (261, "2025-12-31"))

    def test_next_years_target_differs(self):
        """D3: 20 until the end of 2025, 25 from 2026 on: each in its own time, none twice."""
        self.target.date_to = "2025-12-31"
        self._create_target(user_id=self.seller.id, value=25, date_from="2026-01-01")
        with freeze_time("2025-02-26 10:00:00"):
            rows = self.env["sales.target.report"].search(
                [("user_id", "=", self.seller.id)], order="date_from"
            )
            values = {str(row.date_from)[:7]: row.target_value for row in rows}
        self.assertEqual(len(rows), 24)
        self.assertEqual((values["2025-12"], values["2026-01"]), (20, 25))

    def test_a_period_that_is_partly_valid_counts_in_part(self):
        """D3: valid from Monday 17 February: 10 of the month's 20 working days: half of 20."""
        late = self._create_target(user_id=self.seller2.id, date_from="2025-02-17")
        row = self.row(late, day="2025-02-20")
        self.assertEqual((row.target_value, str(row.date_from)), (10, "2025-02-17"))

    # ------------------------------------------------------------
    # Bad input
    # ------------------------------------------------------------

    def assertRefused(self, words, **values):
        with self.assertRaisesRegex(ValidationError, words):
            self._create_target(**values)

    def test_refused_targets_are_named(self):
        """D3: what is wrong, of which target, and what to do."""
        self.assertRefused("nobody: Customer visit.*belongs to nobody")
        self.assertRefused("Sue Seller.*above zero", user_id=self.seller2.id, value=0)
        self.assertRefused(
            "Sue Seller.*not which ones", user_id=self.seller2.id, event_category_id=False
        )
        self.assertRefused(
            "ends on 2024-12-31, before it begins", user_id=self.seller2.id, date_to="2024-12-31"
        )
        self.assertRefused("overlaps with .*Sam Seller", user_id=self.seller.id, value=5)

    def test_pace_in_sql_is_the_plain_module_s(self):
        """D4: the view computes pace and projection as ``tools/pace.py`` does."""
        self._visit(7)
        row = self.row(self.target)
        pace = compute_pace(row.target_value, row.actual_value, row.elapsed_days, row.total_days)
        self.assertAlmostEqual(row.expected_value, pace.expected)
        self.assertAlmostEqual(row.projected_value, pace.projected)
