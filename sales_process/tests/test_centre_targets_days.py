from datetime import date, datetime, timedelta

import pytz

from odoo.fields import Command
from odoo.tests import tagged

from .centre_common import TargetsCommon


@tagged("post_install", "-at_install")
class TestSalesTargetDays(TargetsCommon):
    """A day is the seller's: working days, and days and halves of days off. October 2025 has 23
    working days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar("Working hours in UTC")
        cls.resource = cls.env["resource.resource"].create(
            {"name": "Sam", "user_id": cls.seller.id, "calendar_id": cls.calendar.id, "tz": "UTC"}
        )

    @classmethod
    def _create_calendar(cls, name, hours=((8, 12, "morning"), (13, 17, "afternoon")), **values):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "UTC",
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": f"{weekday} {day_period}",
                                "dayofweek": str(weekday),
                                "hour_from": hour_from,
                                "hour_to": hour_to,
                                "day_period": day_period,
                            }
                        )
                        for weekday in range(5)
                        for hour_from, hour_to, day_period in hours
                    ),
                ],
                **values,
            }
        )

    def _take_off(self, first, last=None, hours=(0, 24), tz="UTC", **values):
        """Time off from an hour of the first day to an hour of the last one, where ``tz`` is."""
        moments = []
        for day, hour in zip((first, last or first), hours, strict=True):
            local = datetime.combine(date.fromisoformat(day), datetime.min.time())
            local = pytz.timezone(tz).localize(local + timedelta(hours=hour))
            moments.append(local.astimezone(pytz.utc).replace(tzinfo=None))
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Off",
                "resource_id": self.resource.id,
                "calendar_id": self.calendar.id,
                "date_from": moments[0],
                "date_to": moments[1] - timedelta(seconds=1),
                **values,
            }
        )

    def days(self, at="2025-10-20 12:00:00"):
        row = self.row(self.target, day="2025-10-15", at=at)
        return row.total_days

    def test_days_off_are_those_of_the_sellers_clock(self):
        """Three days off from Monday 6, and from Wednesday 8, October where the seller is: 20
        working days of 23, although the working hours are kept in UTC."""
        for tz in (
            "Pacific/Auckland",
            "Pacific/Honolulu",
            "Asia/Tokyo",
            "America/Los_Angeles",
            "Europe/Brussels",
            "Pacific/Kiritimati",
        ):
            self.seller.tz = tz
            for first, last in (("2025-10-06", "2025-10-08"), ("2025-10-08", "2025-10-10")):
                with self.subTest(tz=tz, first=first):
                    leave = self._take_off(first, last, tz=tz)
                    self.assertEqual(self.days(), 20)
                    leave.unlink()

    def test_hours_of_days_off_are_the_sellers_too(self):
        """Time off from 8 to 17 o'clock, as Odoo's Time Off enters it."""
        for tz in ("Pacific/Auckland", "Pacific/Honolulu", "Asia/Tokyo", "America/Los_Angeles"):
            self.seller.tz = tz
            with self.subTest(tz=tz):
                leave = self._take_off("2025-10-06", "2025-10-08", hours=(8, 17), tz=tz)
                self.assertEqual(self.days(), 20)
                leave.unlink()

    def test_a_public_holiday_is_the_same_day_for_everybody(self):
        """Monday 6 October in the working hours' time zone is a holiday in Auckland and Honolulu,
        one day, and the same."""
        self._take_off("2025-10-06", resource_id=False)
        for tz in ("Pacific/Auckland", "Pacific/Honolulu", "UTC"):
            self.seller.tz = tz
            with self.subTest(tz=tz):
                self.assertEqual(self.days(), 22)
                row = self.row(self.target, day="2025-10-15", at="2025-10-06 23:00:00")
                self.assertEqual(row.elapsed_days, 4 if tz == "Pacific/Auckland" else 3)

    def test_a_morning_or_an_afternoon_off_is_half_a_day(self):
        """Wherever the calendar's noon lies, and whatever its halves are called: 22.5 of 23."""
        for hours, noon in (
            (((8, 12, "morning"), (13, 17, "afternoon")), 12.5),
            (((6, 10, "morning"), (10, 14, "afternoon")), 10),
            (((12, 16, "morning"), (17, 21, "afternoon")), 16.5),
            (((8, 13, "morning"), (13, 14, "lunch"), (14, 17, "afternoon")), 13.5),
            (((9, 17, "full_day"),), 13),
            (((9, 17, "morning"),), 13),
        ):
            self.calendar = self._create_calendar("Other hours", hours)
            self.resource.calendar_id = self.calendar
            opening, closing = hours[0][0], hours[-1][1]
            for tz in ("UTC", "Pacific/Auckland", "America/Los_Angeles"):
                self.seller.tz = tz
                for half in ((opening, noon), (noon, closing), (0, noon), (noon, 24)):
                    with self.subTest(hours=hours, tz=tz, half=half):
                        leave = self._take_off("2025-10-08", hours=half, tz=tz)
                        self.assertEqual(self.days(), 22.5)
                        leave.unlink()

    def test_what_is_no_half_of_a_day(self):
        """An hour at the dentist's is no time off, neither is the lunch; two halves are a day, and
        a day that is off twice is off once; from Tuesday noon to Thursday noon is two days."""
        for parts, expected in (
            ([("2025-10-08", None, (9, 10))], 23),
            ([("2025-10-08", None, (12, 13))], 23),
            ([("2025-10-08", None, (17, 20))], 23),
            ([("2025-10-11", None, (0, 24))], 23),
            ([("2025-10-08", None, (8, 12)), ("2025-10-08", None, (13, 17))], 22),
            ([("2025-10-08", None, (0, 24)), ("2025-10-08", None, (8, 12))], 22),
            ([("2025-10-08", None, (8, 12)), ("2025-10-08", None, (8, 12))], 22.5),
            ([("2025-10-07", "2025-10-09", (12.5, 12.5))], 21),
        ):
            with self.subTest(parts=parts):
                leaves = [self._take_off(first, last, hours) for first, last, hours in parts]
                self.assertEqual(self.days(), expected)
                for leave in leaves:
                    leave.unlink()

    def test_half_a_day_off_so_far(self):
        """The 8th working day is over with its morning off: 7.5 of 22.5; 20 visits are due by 7.5 /
        22.5, a third."""
        self._take_off("2025-10-10", hours=(8, 12))
        row = self.row(self.target, day="2025-10-15", at="2025-10-10 12:00:00")
        self.assertEqual((row.elapsed_days, row.total_days), (7.5, 22.5))
        self.assertAlmostEqual(row.expected_value, 20 / 3)
        centre = self.get("targets", date_from="2025-10-01", date_to="2025-10-31")
        self.assertEqual(centre["targets"][0]["days_left"], 22.5)

    def test_every_second_week(self):
        """Working hours of two weeks, four days in one, five in the other: as day by day."""
        self.calendar.switch_calendar_type()
        friday = self.calendar.attendance_ids.filtered(
            lambda hours: hours.week_type == "0" and hours.dayofweek == "4"
        )
        friday.unlink()
        get_week = self.env["resource.calendar.attendance"].get_week_type
        days = [date(2025, 10, 1) + timedelta(days=count) for count in range(31)]
        expected = sum(day.weekday() < (4 if str(get_week(day)) == "0" else 5) for day in days)
        self.assertEqual(self.days(), expected)

    def test_without_working_hours(self):
        """A calendar without hours works from Monday to Friday, a morning off is half a day."""
        self.calendar.attendance_ids.unlink()
        self.assertEqual(self.days(), 23)
        self._take_off("2025-10-08", hours=(8, 12))
        self.assertEqual(self.days(), 22.5)
