from datetime import date

from odoo.tests import BaseCase, tagged

from ..tools.calibration import is_miscalibrated, wilson_interval
from ..tools.coaching import Conversion, best_quarter, conversion_gap
from ..tools.domains import asked_days, required_conditions
from ..tools.filters import Filters
from ..tools.forecast import accuracy, attainment, bias, pooled_accuracy
from ..tools.funnel import StageCounts, read_funnel
from ..tools.pace import compute_pace, needed_per_day
from ..tools.periods import chart_step, period_bounds, previous_period
from ..tools.survival import kaplan_meier


@tagged("post_install", "-at_install")
class TestCentreTools(BaseCase):
    """The plain modules, without a database."""

    def test_pace_by_working_days(self):
        """D4: 17 visits of 20 on the 18th of 20 working days: pace 20 × 18/20 = 18, projection
        17 × 20/18 = 18.9: behind, and three more in two days are 1.5 a day."""
        pace = compute_pace(20, 17, 18, 20)
        self.assertEqual(pace.expected, 18)
        self.assertAlmostEqual(pace.projected, 18.889, 3)
        self.assertEqual(pace.status, "behind")
        self.assertEqual(needed_per_day(20, 17, 18, 20), 1.5)

    def test_pace_at_the_edges(self):
        """D4: before the first working day nothing is due, and nothing is projected; on a period
        without working days all is due; what is reached is done."""
        self.assertEqual(compute_pace(20, 3, 0, 20).expected, 0)
        self.assertEqual(compute_pace(20, 3, 0, 20).projected, 3)
        self.assertEqual(compute_pace(20, 3, 0, 0).expected, 20)
        self.assertEqual(compute_pace(20, 20, 5, 20).status, "done")
        self.assertEqual(compute_pace(20, 7, 10, 20).status, "far_behind", "under 8")
        self.assertIsNone(needed_per_day(20, 20, 5, 20))

    def test_kaplan_meier_median(self):
        """G6: ends at 4, 5 and 10, one open at 11. At risk 4, 3, 2: S = 3/4, 1/2, 1/4."""
        survival = kaplan_meier([(4, 1, 0), (5, 1, 0), (10, 1, 0), (11, 0, 1)])
        self.assertEqual([round(share, 4) for _days, share in survival.steps], [0.75, 0.5, 0.25])
        self.assertEqual((survival.median, survival.count, survival.ended), (5, 4, 3))

    def test_kaplan_meier_without_a_median(self):
        """G6: one of four has ended: no median yet, only that it is longer than 9."""
        survival = kaplan_meier([(3, 1, 0), (9, 0, 3)])
        self.assertIsNone(survival.median)
        self.assertEqual(survival.longest, 9)
        self.assertIsNone(kaplan_meier([]).median)

    def test_kaplan_meier_open_at_the_same_time(self):
        """G6: what is open at 5 is at risk for the one that ends at 5: S(5) = 1 − 1/2."""
        self.assertEqual(kaplan_meier([(5, 1, 1)]).median, 5)

    def test_forecast_accuracy_and_bias(self):
        """G5: forecast 80 of 100: accuracy 80 %, bias −20 %; twice and half are equally wrong."""
        self.assertAlmostEqual(accuracy(80, 100), 80)
        self.assertAlmostEqual(bias(80, 100), -20)
        self.assertEqual(accuracy(200, 100), accuracy(50, 100))
        self.assertEqual(accuracy(0, 100), 0)
        self.assertIsNone(accuracy(0, 0))
        self.assertIsNone(bias(10, 0))

    def test_errors_do_not_cancel_out(self):
        """G5: 50 too much and 50 too little on 100 each: Σ|error| 100 of Σ greater 150 + 100."""
        self.assertAlmostEqual(pooled_accuracy([(150, 100), (50, 100)]), 60)
        self.assertEqual(attainment(30, 40), 75)
        self.assertIsNone(attainment(30, 0))

    def test_wilson_interval(self):
        """C10: 5 of 10 won: by Wilson's formula with z = 1.96 the interval is 23.7 to 76.3 %."""
        low, high = wilson_interval(5, 10)
        self.assertAlmostEqual(low, 23.66, 2)
        self.assertAlmostEqual(high, 76.34, 2)
        self.assertEqual(wilson_interval(0, 0), (0, 100))

    def test_calibration_needs_a_sample(self):
        """C10: a weight of 90 contradicts 5 of 10; 3 of 3 are too few to contradict anything."""
        self.assertTrue(is_miscalibrated(90, 5, 10))
        self.assertFalse(is_miscalibrated(60, 5, 10))
        self.assertFalse(is_miscalibrated(0, 3, 3))

    def test_gap_to_the_best_quarter(self):
        """G8: 10 opportunities at 40 % against 80 %: 0.4 × 10 = 4 more would have moved on; half
        of these are won, at 5,000 each: worth 10,000."""
        own, best = Conversion(1, 10, 4), Conversion(2, 5, 4)
        gap = conversion_gap(own, best_quarter([own, best]), win_rate=50, deal_size=5000)
        self.assertEqual((gap.rate, gap.best_rate, gap.points), (40, 80, 40))
        self.assertAlmostEqual(gap.lost_deals, 4)
        self.assertAlmostEqual(gap.worth, 10000)

    def test_small_samples_are_suppressed(self):
        """G8: two of three is no rate, neither of one's own nor as the best."""
        own, small = Conversion(1, 10, 4), Conversion(2, 3, 3)
        self.assertEqual(best_quarter([own, small]), [own])
        gap = conversion_gap(small, best_quarter([own, small]))
        self.assertIsNone(gap.rate)
        self.assertIsNone(gap.worth)
        self.assertEqual(gap.sample, 3)

    def test_the_best_quarter_is_a_quarter(self):
        """G8: of five sellers that count the two best, rounded up."""
        sellers = [Conversion(i, 10, i) for i in range(1, 6)]
        self.assertEqual([row.seller_id for row in best_quarter(sellers)], [5, 4])

    def test_funnel_without_a_cohort(self):
        """G2: nothing to divide by is no rate, not zero."""
        [reading] = read_funnel([StageCounts()], 0)
        self.assertEqual(set(reading.values()), {None})
        self.assertEqual(StageCounts(touched=5, passed=2, lost=1, open=1).back, 1)

    def test_the_period_before(self):
        """D1: months before months, whatever their length; as many days otherwise."""
        self.assertEqual(
            previous_period(date(2025, 3, 1), date(2025, 3, 31)),
            (date(2025, 2, 1), date(2025, 2, 28)),
        )
        self.assertEqual(
            previous_period(date(2025, 1, 1), date(2025, 3, 31)),
            (date(2024, 10, 1), date(2024, 12, 31)),
        )
        self.assertEqual(
            previous_period(date(2025, 3, 10), date(2025, 3, 16)),
            (date(2025, 3, 3), date(2025, 3, 9)),
        )

    def test_what_a_domain_requires(self):
        """D7: conditions below an "or" or a "not" bind nobody; all others do."""
        a, b, c, d, e = (("name", "=", letter) for letter in "abcde")
        self.assertEqual(list(required_conditions([a, b])), [a, b])
        self.assertEqual(list(required_conditions(["&", a, "|", b, "&", c, d, e])), [a, e])
        self.assertEqual(list(required_conditions(["&", "&", "!", "|", a, b, c, d])), [c, d])
        self.assertEqual(list(required_conditions(["!", "&", a, b, c])), [c])
        self.assertEqual(list(required_conditions(["|", "|", a, b, c])), [])

    def test_days_that_a_domain_asks_for(self):
        """D7: the narrowest of several; nothing of another field, or of words for a day."""
        first, last = date(2025, 3, 1), date(2025, 3, 31)
        march = [("day", ">=", first), ("day", "<=", last)]
        self.assertEqual(asked_days(march, "day"), (first, last))
        self.assertEqual(asked_days(march, "other"), (None, None))
        self.assertEqual(
            asked_days([("day", ">", first), ("day", "<", last)], "day"),
            (date(2025, 3, 2), date(2025, 3, 30)),
        )
        self.assertEqual(
            asked_days(["&", ("day", ">=", date(2025, 2, 1)), *march], "day"), (first, last)
        )
        self.assertEqual(asked_days(["|", *march], "day"), (None, None))
        self.assertEqual(asked_days([("day", ">=", "today"), march[1]], "day"), (None, last))

    def test_filters_know_the_period_before(self):
        """D1: the same seller and team, a period earlier."""
        filters = Filters(date(2025, 3, 1), date(2025, 3, 31), team_id=4, user_id=7)
        self.assertEqual(
            filters.previous, Filters(date(2025, 2, 1), date(2025, 2, 28), team_id=4, user_id=7)
        )

    def test_periods_begin_by_the_week(self):
        """D1: Wednesday 26 February lies in the week from Monday 24, from Sunday 23, and from
        Wednesday itself; in February, the first quarter and 2025."""
        day = date(2025, 2, 26)
        for week_start, first in ((0, 24), (6, 23), (2, 26)):
            start, after = period_bounds("week", day, week_start)
            self.assertEqual((start, (after - start).days), (date(2025, 2, first), 7))
        for period, first, after in (
            ("today", day, date(2025, 2, 27)),
            ("month", date(2025, 2, 1), date(2025, 3, 1)),
            ("quarter", date(2025, 1, 1), date(2025, 4, 1)),
            ("year", date(2025, 1, 1), date(2026, 1, 1)),
        ):
            self.assertEqual(period_bounds(period, day, 6), (first, after), period)
        with self.assertRaisesRegex(ValueError, "decade"):
            period_bounds("decade", day)

    def test_charts_have_a_readable_number_of_steps(self):
        """D1: days for a month, weeks for a quarter, months for a year."""
        self.assertEqual(chart_step(date(2025, 3, 1), date(2025, 3, 31)), "day")
        self.assertEqual(chart_step(date(2025, 1, 1), date(2025, 3, 31)), "week")
        self.assertEqual(chart_step(date(2025, 1, 1), date(2025, 12, 31)), "month")
