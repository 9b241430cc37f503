from datetime import date, datetime

import pytz

from odoo.tests.common import TransactionCase

from ..tools.periods import day_start_utc, period_bounds, week_start


class TestPeriods(TransactionCase):
    def test_period_bounds(self):
        """A6: a period begins and ends where the calendar and the week of the language say."""
        day = date(2026, 5, 13)  # a Wednesday
        for period, first_weekday, expected in [
            ("today", 0, (date(2026, 5, 13), date(2026, 5, 14))),
            ("week", 0, (date(2026, 5, 11), date(2026, 5, 18))),
            ("week", 6, (date(2026, 5, 10), date(2026, 5, 17))),
            ("month", 0, (date(2026, 5, 1), date(2026, 6, 1))),
            ("quarter", 0, (date(2026, 4, 1), date(2026, 7, 1))),
            ("year", 0, (date(2026, 1, 1), date(2027, 1, 1))),
        ]:
            with self.subTest(period=period, first_weekday=first_weekday):
                self.assertEqual(period_bounds(period, day, first_weekday), expected)
        self.assertEqual(
            period_bounds("month", date(2026, 12, 31)), (date(2026, 12, 1), date(2027, 1, 1))
        )
        with self.assertRaises(ValueError):
            period_bounds("decade", day)

    def test_week_starts_as_the_language_says(self):
        """A6: the week begins on the day that the language of the environment begins it on."""
        lang = self.env["res.lang"].search([("code", "=", "en_US")])
        for week_day, expected in (("1", 0), ("6", 5), ("7", 6)):
            lang.week_start = week_day
            with self.subTest(week_start=week_day):
                self.assertEqual(week_start(self.env(context={"lang": "en_US"})), expected)

    def test_day_start_follows_daylight_saving(self):
        """A6: midnight in Helsinki is another moment in winter than in summer."""
        helsinki = pytz.timezone("Europe/Helsinki")
        for day, tz, expected in [
            (date(2026, 1, 15), helsinki, datetime(2026, 1, 14, 22)),
            (date(2026, 7, 15), helsinki, datetime(2026, 7, 14, 21)),
            (date(2026, 7, 15), pytz.utc, datetime(2026, 7, 15)),
        ]:
            with self.subTest(day=day, tz=tz):
                self.assertEqual(day_start_utc(day, tz), expected)
