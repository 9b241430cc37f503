from freezegun import freeze_time

from odoo.tests import tagged

from .centre_common import NOW, CentreCommon


@tagged("post_install", "-at_install")
class TestCentreFunnel(CentreCommon):
    def get_stages(self, **filters):
        funnel = self.get("funnel", **filters)
        return funnel, {stage["name"]: stage for stage in funnel["stages"]}

    def test_three_readings_of_one_history(self):
        """G2: touched, through all stages, and moved on; lost and open ones included.

        First: A B C D E touched it; all but D moved on. Second: A B C; A and C moved on, B was
        lost there. Third: A and E; E skipped Second, so A alone went through all; A moved on.
        Ordered: A and C; C skipped Third. Of five: 100, 60, 40, 40 % touched; 100, 60, 20, 20 %
        went through. From First 4 of 5 = 80 %, Second 2 of 3, Third 1 of 2 = 50 %.
        """
        funnel, stages = self.get_stages()
        self.assertEqual(funnel["cohort"], 5)
        counts = {
            name: [stage[key]["value"] for key in ("touched", "through", "passed", "lost", "open")]
            for name, stage in stages.items()
        }
        self.assertEqual(
            counts,
            {
                "First": [5, 5, 4, 0, 1],
                "Second": [3, 3, 2, 1, 0],
                "Third": [2, 1, 1, 0, 1],
                "Ordered": [2, 1, 0, 0, 2],
                "Paid": [0, 0, 0, 0, 0],
            },
        )
        self.assertEqual([stage["touched_rate"] for stage in stages.values()], [100, 60, 40, 40, 0])
        self.assertEqual([stage["through_rate"] for stage in stages.values()], [100, 60, 20, 20, 0])
        self.assertEqual(stages["First"]["next_rate"], 80)
        self.assertAlmostEqual(stages["Second"]["next_rate"], 66.67, 2)
        self.assertEqual(stages["Third"]["next_rate"], 50)
        self.assertIs(stages["Paid"]["next_rate"], False)

    def test_each_count_opens_its_opportunities(self):
        """G2, D7: the view's rows, the centre's count and the drill-down are the same."""
        _funnel, stages = self.get_stages()
        self.assertOpens(stages["First"]["touched"], self.leads)
        self.assertOpens(stages["Second"]["passed"], self.a | self.c)
        self.assertOpens(stages["Second"]["lost"], self.b)
        self.assertOpens(stages["Third"]["through"], self.a)
        self.assertOpens(stages["Third"]["open"], self.e)

    @freeze_time(NOW)
    def test_reentries_count_once_and_add_up(self):
        """G2: C was in First from 3 to 5 and from 7 to 10 March: one row, 2 + 3 = 5 days."""
        row = self.env["sales.funnel.report"].search(
            [("lead_id", "=", self.c.id), ("stage_id", "=", self.first.id)]
        )
        self.assertEqual(len(row), 1)
        self.assertAlmostEqual(row.duration_days, 5)
        self.assertTrue(row.is_passed)
        self.assertFalse(row.is_lost)

    def test_time_in_stage_is_median_and_90th_percentile(self):
        """G2: days in First: A 2, B 1, C 5, E 1, and D from 10 March 8:00 to 31 March 12:00 =
        21.17 so far. Sorted 1 1 2 5 21.17: the median is 2; the 90th percentile lies at place
        0.9 × 4 = 3.6, that is 5 + 0.6 × 16.17 = 14.7."""
        _funnel, stages = self.get_stages()
        self.assertAlmostEqual(stages["First"]["median_days"], 2)
        self.assertAlmostEqual(stages["First"]["p90_days"], 14.7, 2)

    def test_where_they_drop_and_why(self):
        """G2: B was lost in Second, too expensive: one reason, one opportunity."""
        _funnel, stages = self.get_stages()
        [reason] = stages["Second"]["reasons"]
        self.assertEqual((reason["name"], reason["value"]), ("Too expensive", 1))
        self.assertOpens(reason, self.b)
        self.assertFalse(stages["First"]["reasons"])

    def test_an_opportunity_that_went_back_has_not_moved_on(self):
        """G2: E goes back from Third to First on 20 March: it is open in First, neither open nor
        lost in Third, and has not moved on from either."""
        self._move(20, self.e, self.first)
        _funnel, stages = self.get_stages()
        self.assertOpens(stages["First"]["open"], self.d | self.e)
        self.assertEqual(stages["First"]["passed"]["value"], 3)
        self.assertEqual(stages["Third"]["open"]["value"], 0)
        self.assertEqual(stages["Third"]["back"], 1)

    def test_deleted_stage_keeps_its_row(self):
        """G2: A and E were in Third, which is deleted: the row stays under its name."""
        with self.on(30):
            self.e.stage_id = self.second
            self.third.unlink()
        funnel, stages = self.get_stages()
        self.assertEqual(funnel["cohort"], 5)
        self.assertEqual(stages["Third"]["touched"]["value"], 2)
        self.assertTrue(stages["Third"]["is_deleted"])
        self.assertOpens(stages["Third"]["touched"], self.a | self.e)

    @freeze_time(NOW)
    def test_rows_of_a_time_are_those_of_all_times(self):
        """G2, D7: the days of a domain leave aside what did not move then, and change no row: C,
        which first entered First on 3 March, keeps its second stay there and what came after."""
        report = self.env["sales.funnel.report"]
        names = ["lead_id", "stage_id", "duration_days", "state", "is_through", "entered_date"]
        rows = report.search([("lead_id", "in", self.leads.ids)])
        expected = {row["id"]: row for row in rows.read(names)}
        for domain in (
            [("entered_date", ">=", "2025-03-05")],
            [("entered_date", "<=", "2025-03-04")],
            [("entered_date", ">", "2025-03-03"), ("entered_date", "<", "2025-03-10")],
            [("entered_date", "=", "2025-03-03")],
            ["|", ("entered_date", "<", "2025-03-04"), ("entered_date", ">", "2025-03-12")],
            ["!", ("entered_date", ">=", "2025-03-05")],
            [("entered_date", ">=", "2025-03-01"), ("entered_date", "<=", "2025-03-31")],
        ):
            with self.subTest(domain=domain):
                report.invalidate_model()
                found = report.search([("lead_id", "in", self.leads.ids), *domain])
                self.assertEqual(found, rows.filtered_domain(domain))
                self.assertTrue(found)
                report.invalidate_model()
                for row in found.search_read(domain, names):
                    if row["id"] in expected:
                        self.assertEqual(row, expected[row["id"]])

    def test_another_period_is_another_cohort(self):
        """G2: in April nobody entered a stage: zeros, no division, no error."""
        funnel, stages = self.get_stages(date_from="2025-04-01", date_to="2025-04-30")
        self.assertEqual(funnel["cohort"], 0)
        self.assertEqual(funnel["cohort_before"], 5)
        self.assertIs(stages["First"]["next_rate"], False)
        self.assertEqual(stages["First"]["next_rate_before"], 80)
