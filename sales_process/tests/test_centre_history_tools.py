from odoo.tests import BaseCase, tagged

from ..tools.history import Standing, quantile, read_history, seasonal_index, slope


def standings(rests, **known):
    """Earlier periods in which nothing was won until the day, and so much in the rest."""
    return [
        Standing(None, 0.0, rest, **{name: values[place] for name, values in known.items()})
        for place, rest in enumerate(rests)
    ]


@tagged("post_install", "-at_install")
class TestCentreHistoryTools(BaseCase):
    """D10: the statistics, without a database."""

    def test_quantiles_lie_between_neighbours(self):
        """Definition 7: of 1, 2, 3, 4 the tenth percentile is at place 0.3: 1.3."""
        self.assertAlmostEqual(quantile([4, 2, 3, 1], 0.1), 1.3)
        self.assertAlmostEqual(quantile([4, 2, 3, 1], 0.5), 2.5)
        self.assertEqual(quantile([7], 0.9), 7)

    def test_seasons_need_two_whole_years(self):
        """10, 20, 30, 40 and twice that are 0.4, 0.8, 1.2 and 1.6 of their year's mean each."""
        first = {(1, season): 10.0 * (season + 1) for season in range(4)}
        second = {(2, season): 20.0 * (season + 1) for season in range(4)}
        index = seasonal_index({**first, **second})
        self.assertEqual([round(index[season], 9) for season in range(4)], [0.4, 0.8, 1.2, 1.6])
        del second[(2, 3)]
        self.assertEqual(seasonal_index({**first, **second}), {}, "the second year is not whole")

    def test_slope_is_not_moved_by_one_odd_value(self):
        """1, 2, 3, 40, 5: six of ten slopes are 1, which is the median."""
        self.assertEqual(slope([1, 2, 3, 40, 5]), 1)
        self.assertIsNone(slope([1, 2]))

    def test_range_from_errors(self):
        """Rests of 40, 50, 60, 50, 50: without itself each is estimated at 50, the errors are −10,
        0, 10, 0, 0; a tenth of them lie under −6, and over 6. Of the earlier ones the three of 50
        end in the range of their others, 43 to 57; 40 and 60 do not: 60 %."""
        history = read_history(Standing(None, 0.0), standings([40.0, 50.0, 60.0, 50.0, 50.0]))
        estimate = history.estimate
        self.assertEqual((estimate.method, estimate.likely), ("rest", 50))
        self.assertAlmostEqual(estimate.low, 44)
        self.assertAlmostEqual(estimate.high, 56)
        self.assertAlmostEqual(history.earlier[1].low, 43)
        self.assertAlmostEqual(history.earlier[1].high, 57)
        self.assertAlmostEqual(history.hit_rate, 60)

    def test_what_is_won_is_no_longer_open(self):
        """Nothing more came in any earlier period: 70 are won, and neither less nor more."""
        earlier = [Standing(None, 50.0, 50.0)] * 5
        estimate = read_history(Standing(None, 70.0), earlier).estimate
        self.assertEqual((estimate.low, estimate.likely, estimate.high), (70, 70, 70))

    def test_a_season_counts(self):
        """December brings twice the average: 50 in an average rest are 100."""
        index = dict.fromkeys(range(11), 12 / 13) | {11: 24 / 13}
        earlier = [Standing(season, 0.0, 12 / 13 * 50) for season in range(6)]
        estimate = read_history(Standing(11, 0.0), earlier, index).estimate
        self.assertAlmostEqual(estimate.likely, 24 / 13 * 50)

    def test_the_better_method_speaks(self):
        """Half of the weighted pipeline came each time, whatever its size: 80 of 160."""
        earlier = standings([10.0, 40.0, 25.0, 60.0], weighted=[20.0, 80.0, 50.0, 120.0])
        estimate = read_history(Standing(None, 0.0, weighted=160.0), earlier).estimate
        self.assertEqual(estimate.method, "pipeline")
        self.assertAlmostEqual(estimate.likely, 80)

    def test_stage_by_stage(self):
        """A tenth of stage 1 and half of stage 2 were won each time, and 5 came from elsewhere:
        10 + 100 + 5. The weighted pipeline was never right."""
        opened = [{1: 100.0, 2: 20.0}, {1: 50.0, 2: 80.0}, {1: 10.0, 2: 60.0}, {1: 200.0, 2: 10.0}]
        won = [
            {stage: amount / (10 if stage == 1 else 2) for stage, amount in row.items()}
            for row in opened
        ]
        earlier = [
            Standing(
                None,
                0.0,
                sum(came.values()) + 5,
                weighted=weighted,
                open_by_stage=stages,
                won_by_stage=came,
            )
            for stages, came, weighted in zip(opened, won, [90.0, 10.0, 70.0, 20.0], strict=True)
        ]
        now = Standing(None, 0.0, weighted=50.0, open_by_stage={1: 100.0, 2: 200.0})
        estimate = read_history(now, earlier).estimate
        self.assertEqual(estimate.method, "stages")
        self.assertAlmostEqual(estimate.likely, 115)

    def test_short_histories_have_no_range(self):
        """Three periods tell what is likely, not how likely; none tell nothing."""
        history = read_history(Standing(None, 10.0), standings([40.0, 50.0, 60.0]))
        self.assertEqual(history.estimate.likely, 60)
        self.assertIsNone(history.estimate.low)
        self.assertIsNone(history.hit_rate)
        self.assertIsNone(read_history(Standing(None, 10.0), []).estimate)
