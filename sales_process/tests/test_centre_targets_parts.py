from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from .centre_common import TargetsCommon

MEMBERS = 3
DAYS = st.dates(date(2025, 1, 1), date(2025, 4, 30))
VALIDITY = st.tuples(DAYS, st.none() | DAYS).map(
    lambda days: (min(days), max(days)) if days[1] else days
)


@tagged("post_install", "-at_install")
class TestSalesTargetParts(TargetsCommon):
    """Shares and sums: what is valid in a period counts in it, and one measure for one thing."""

    def rows(self, target, first="2025-01-01", last="2026-12-31"):
        rows = self.env["sales.target.report"].search(
            [
                ("target_id", "in", target.ids),
                ("is_share", "in", [True, False]),
                ("date_from", ">=", first),
                ("date_to", "<=", last),
            ],
            order="date_from, id",
        )
        rows.fetch()
        return rows

    def shares(self, target, user, **period):
        return self.rows(target, **period).filtered(
            lambda row: row.is_share and row.user_id == user
        )

    # ------------------------------------------------------------
    # Validity
    # ------------------------------------------------------------

    def test_a_share_stays_until_an_own_target_begins(self):
        """Forty a year for the team of two; Sue has an own one from 2026 on: of 2025 she has her
        share of 20."""
        team = self._create_target(team_id=self.team.id, value=40, period="year")
        self._create_target(
            user_id=self.seller2.id, value=30, period="year", date_from="2026-01-01"
        )
        share = self.shares(team, self.seller2)
        self.assertEqual(
            share.mapped(lambda row: (row.date_from.year, row.target_value)), [(2025, 20)]
        )

    def test_a_share_is_back_after_an_own_target(self):
        """Sue's own one is valid in February and March: share in January, April and later."""
        team = self._create_target(team_id=self.team.id, value=40, date_to="2025-12-31")
        self._create_target(
            user_id=self.seller2.id, value=30, date_from="2025-02-01", date_to="2025-03-31"
        )
        months = self.shares(team, self.seller2).mapped(lambda row: row.date_from.month)
        self.assertEqual(months, [1, *range(4, 13)])

    def test_an_own_weekly_target_does_not_replace_a_monthly_share(self):
        team = self._create_target(team_id=self.team.id, value=40, date_to="2025-12-31")
        self._create_target(user_id=self.seller2.id, value=5, period="week")
        self.assertEqual(len(self.shares(team, self.seller2)), 12)

    # ------------------------------------------------------------
    # Sums
    # ------------------------------------------------------------

    def test_a_sum_is_what_the_sellers_rows_show(self):
        """Twenty of Sam's, and of Sue's twenty 11 of 21 working days, of Monday 17 March on."""
        sum_target = self._create_target(team_id=self.team.id, team_mode="sum", value=0)
        sue = self._create_target(user_id=self.seller2.id, date_from="2025-03-17")
        rows = [self.row(target, day="2025-03-20") for target in (self.target, sue, sum_target)]
        self.assertAlmostEqual(rows[1].target_value, 20 * 11 / 21)
        self.assertAlmostEqual(rows[2].target_value, 20 + 20 * 11 / 21)

    def test_a_sum_of_one_with_days_off(self):
        """Sue begins on Monday 17, and has that week off: 6 of her 16 working days."""
        calendar = self.company_main.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {"name": "Sue", "user_id": self.seller2.id, "calendar_id": calendar.id}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Off",
                "resource_id": resource.id,
                "calendar_id": calendar.id,
                "date_from": "2025-03-17 00:00:00",
                "date_to": "2025-03-21 22:00:00",
            }
        )
        sum_target = self._create_target(team_id=self.team.id, team_mode="sum", value=0)
        self._create_target(user_id=self.seller2.id, date_from="2025-03-17")
        self.assertAlmostEqual(
            self.row(sum_target, day="2025-03-20").target_value, 20 + 20 * 6 / 16
        )

    # ------------------------------------------------------------
    # Any
    # ------------------------------------------------------------

    @classmethod
    def _create_people(cls):
        """Three members with working hours of their own, and a leader with others."""
        cls.members = (
            cls.seller
            | cls.seller2
            | cls._new_user("sp_third", "Theo Third", "sales_team.group_sale_salesman")
        )
        cls.team.member_ids = [Command.set(cls.members.ids)]
        for place, user in enumerate(cls.members | cls.manager):
            calendar = cls.env["resource.calendar"].create(
                {
                    "name": user.name,
                    "attendance_ids": [
                        Command.clear(),
                        *(
                            Command.create(
                                {
                                    "name": "Day",
                                    "dayofweek": str(weekday),
                                    "hour_from": 8,
                                    "hour_to": 16,
                                    "day_period": "full_day",
                                }
                            )
                            for weekday in range(place, 5)
                        ),
                    ],
                }
            )
            resource = cls.env["resource.resource"].create(
                {"name": user.name, "user_id": user.id, "calendar_id": calendar.id}
            )
            cls.env["resource.calendar.leaves"].create(
                {
                    "name": "Off",
                    "resource_id": resource.id,
                    "calendar_id": calendar.id,
                    "date_from": f"2025-02-{3 + 5 * place:02} 00:00:00",
                    "date_to": f"2025-02-{9 + 5 * place:02} 23:00:00",
                }
            )

    def test_sums_and_shares_of_any_targets(self):
        """Whatever targets, members and working hours there are: a sum is the sum of its sellers'
        rows, and the shares of members without an own target are equal, and add up with as many
        more of them to the whole."""
        self._create_people()
        self.target.unlink()
        own_targets = st.lists(
            st.tuples(st.integers(0, MEMBERS - 1), st.integers(1, 50), VALIDITY),
            max_size=MEMBERS,
            unique_by=lambda own: own[0],
        )

        @settings(
            max_examples=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(own_targets, VALIDITY, st.sampled_from(["month", "quarter"]))
        def check(own_targets, validity, period):
            savepoint = self.env.cr.savepoint()
            try:
                self._check_parts(own_targets, validity, period)
            finally:
                self.env.cache.clear()
                savepoint.close(rollback=True)

        check()

    def _check_parts(self, own_targets, validity, period):
        date_from, date_to = validity
        shared = {"metric": "won_count", "period": period, "company_id": self.company_main.id}
        team = {**shared, "team_id": self.team.id, "value": 60}
        whole, total, *own = self.env["sales.target"].create(
            [
                {**team, "date_from": date_from, "date_to": date_to},
                {**team, "team_mode": "sum", "metric": "won_revenue", "date_from": "2025-01-01"},
                *(
                    {
                        **shared,
                        "metric": metric,
                        "user_id": self.members[member].id,
                        "value": value,
                        "date_from": own_from,
                        "date_to": own_to,
                    }
                    for metric in ("won_count", "won_revenue")
                    for member, value, (own_from, own_to) in own_targets
                ),
            ]
        )
        split = self.rows(whole, last="2025-12-31")
        for row in split.filtered(lambda row: not row.is_share):
            shares = split.filtered(
                lambda share, row=row: share.is_share and share.date_from == row.date_from
            )
            without = self.members.filtered(
                lambda user, row=row: (
                    not any(
                        target.user_id == user
                        and target.date_from <= row.date_to
                        and (not target.date_to or target.date_to >= row.date_from)
                        for target in own
                    )
                )
            )
            self.assertEqual(shares.user_id, without)
            self.assertAlmostEqual(
                sum(shares.mapped("target_value")), row.target_value * len(without) / MEMBERS
            )
        parts = self.rows(self.env["sales.target"].concat(*own)).filtered(
            lambda row: row.metric == "won_revenue"
        )
        for row in self.rows(total):
            expected = sum(
                part.target_value
                for part in parts
                if row.date_from <= part.date_from and part.date_to <= row.date_to
            )
            self.assertAlmostEqual(row.target_value, expected)
