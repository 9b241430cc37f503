from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.pace import compute_pace
from .centre_common import NOW, CentreCommon


@tagged("post_install", "-at_install")
class TestSalesTarget(CentreCommon):
    """Targets of February 2025: 20 working days, Monday 3 to Friday 28."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.february = {"date_from": "2025-02-01", "date_to": "2025-02-28"}
        cls.target = cls._create_target(user_id=cls.seller.id)
        cls.product = cls.env["product.product"].create({"name": "Machine", "type": "service"})

    @classmethod
    def _create_target(cls, **values):
        return cls.env["sales.target"].create(
            {
                "metric": "events",
                "event_category_id": cls.visit_category.id
                if values.get("metric", "events") == "events"
                else False,
                "value": 20,
                "period": "month",
                "date_from": "2025-01-01",
                "company_id": cls.company_main.id,
                **values,
            }
        )

    def _visit(self, count, user=None, first="2025-02-03"):
        day = datetime.strptime(first, "%Y-%m-%d").date()
        for _index in range(count):
            while day.weekday() > 4:
                day += timedelta(days=1)
            self._hold(str(day), self.visit_category, self.customer, user)
            day += timedelta(days=1)

    def row(self, target, day="2025-02-15", at="2025-02-26 10:00:00", **domain):
        """The row of a target's period that holds the day, as seen at a moment."""
        with freeze_time(at):
            self.env.flush_all()
            self.env.invalidate_all()
            row = self.env["sales.target.report"].search(
                [
                    ("target_id", "=", target.id),
                    ("date_from", "<=", day),
                    ("date_to", ">=", day),
                    *domain.items(),
                ]
            )
            row.fetch()
            return row

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
    # Metrics
    # ------------------------------------------------------------

    def test_won_metrics_and_new_opportunities(self):
        """D3: in March Sam won A (10,000) and opened A, B and E; Sue won C (4,000) and opened C
        and D."""
        march = {"day": "2025-03-15", "at": "2025-03-31 12:00:00"}
        for user, revenue, won, new in ((self.seller, 10000, 1, 3), (self.seller2, 4000, 1, 2)):
            for metric, expected in (
                ("won_revenue", revenue),
                ("won_count", won),
                ("new_opportunities", new),
            ):
                target = self._create_target(user_id=user.id, metric=metric, value=5)
                row = self.row(target, **march)
                self.assertEqual(row.actual_value, expected, f"{user.name}: {metric}")
                with freeze_time(march["at"]):
                    action = row.action_open_records()
                    records = self.env[action["res_model"]].with_context(active_test=False)
                    found = records.search(action["domain"])
                total = sum(found.mapped("amount")) if metric == "won_revenue" else len(found)
                self.assertEqual(total, expected)

    def test_weighted_pipeline_of_now_and_of_then(self):
        """D3: on 31 March E weighs 3,200 for Sam. In April that is frozen: 3,200 stays March's,
        also after E was lost."""
        target = self._create_target(user_id=self.seller.id, metric="weighted_pipeline", value=5000)
        march = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
        self.assertEqual((march.actual_value, march.expected_value), (3200, 5000))
        with self.on(31):
            self.env["sales.forecast.snapshot"]._freeze()
            self.e.action_set_lost()
        then = self.row(target, day="2025-03-15", at="2025-04-10 12:00:00")
        self.assertEqual(then.actual_value, 3200)
        april = self.row(target, day="2025-04-10", at="2025-04-10 12:00:00")
        self.assertEqual(april.actual_value, 0)

    def test_quotations_sent_and_orders(self):
        """D3: a quotation sent on 3 March counts as sent then; confirmed on 5 April its 500 count
        as won revenue of April, in the order's month, as long as the order stands."""
        with self.on(3):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "team_id": self.team.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 500, "tax_ids": False}
                        )
                    ],
                }
            )
            order.action_quotation_sent()
        sent = self._create_target(user_id=self.seller.id, metric="quotations_sent", value=4)
        won = self._create_target(user_id=self.seller.id, metric="won_revenue", value=1000)
        with self.on(datetime(2025, 4, 5, 8)):
            order.action_confirm()
            order.date_order = "2025-04-05 08:00:00"
        at = "2025-04-10 12:00:00"
        self.assertEqual(self.row(sent, day="2025-03-15", at=at).actual_value, 1)
        self.assertEqual(self.row(won, day="2025-04-15", at=at).actual_value, 500)
        with self.on(datetime(2025, 4, 8, 8)):
            order._action_cancel()
        self.assertEqual(self.row(won, day="2025-04-15", at=at).actual_value, 0)

    def test_an_order_near_midnight_counts_on_the_sellers_day(self):
        """D3: 31 March 22:30 UTC is 1 April, 0:30, in Brussels: won revenue of April; for a seller
        in New York it is still March."""
        target = self._create_target(user_id=self.seller2.id, metric="won_count", value=5)
        self.d.write({"stage_id": self.ordered.id})
        self.d.date_closed = "2025-03-31 22:30:00"
        at = "2025-04-10 12:00:00"
        self.assertEqual(self.row(target, day="2025-04-15", at=at).actual_value, 1)
        self.seller2.tz = "America/New_York"
        self.assertEqual(self.row(target, day="2025-04-15", at=at).actual_value, 0)

    def test_amounts_in_foreign_currency(self):
        """D3: an order of 500 in a currency at 2 to 1 of the company's counts 250."""
        currency = self.env["res.currency"].create(
            {
                "name": "TWO",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2025-01-01", "rate": 2.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Two", "currency_id": currency.id}
        )
        with self.on(3):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 500, "tax_ids": False}
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = "2025-03-03 08:00:00"
        target = self._create_target(user_id=self.seller.id, metric="won_revenue", value=1000)
        row = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
        rate = order.currency_rate
        self.assertAlmostEqual(row.actual_value, 10000 + round(500 / rate, 2), 2)
        self.assertAlmostEqual(rate / self.env.company.currency_id.rate, 2.0)

    # ------------------------------------------------------------
    # Reached at once
    # ------------------------------------------------------------

    def _count_searches(self):
        cron = self.env.ref("sales_process.ir_cron_celebrate_targets")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_what_counts_starts_the_search_for_reached_targets(self):
        """F9: a visit that was held, and what an opportunity has come to, once in a transaction;
        only where a target is about it."""
        visit = self._hold("2025-02-05", self.visit_category, self.customer)
        call = self._hold("2025-02-05", self.action_category, self.customer)
        self._create_target(user_id=self.seller.id, metric="won_count", value=5)
        self.env.cr.precommit.run()
        for on_progress, expected in (
            (lambda: call._on_held(), 0),
            (lambda: self.env["crm.lead"]._on_progress("quotations_sent"), 0),
            (lambda: visit._on_held(), 1),
            (lambda: self.env["crm.lead"]._on_progress("won_count"), 1),
        ):
            self.env.cr.precommit.run()
            before = self._count_searches()
            on_progress()
            self.assertEqual(self._count_searches() - before, expected)
            on_progress()
            self.assertEqual(self._count_searches() - before, expected, "once")

    # ------------------------------------------------------------
    # Teams
    # ------------------------------------------------------------

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

    def test_card_reads_the_targets_once(self):
        """A7: the report is a long query: the card asks it once, for count and rows together."""
        self._visit(3)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller)
        cursor, reads = type(self.env.cr), []
        execute = cursor.execute

        def watched(cr, query, *args, **kwargs):
            reads.append('AS "sales_target_report"' in str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        with freeze_time("2025-02-26 10:00:00"), patch.object(cursor, "execute", watched):
            card.invalidate_recordset()
            self.assertEqual(len(card.preview), 1)
        self.assertEqual(sum(reads), 1)

    def test_card_on_the_sellers_view(self):
        """A7: my month against my targets: one row, coloured by the pace, opening the visits."""
        self._visit(3)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller)
        with freeze_time("2025-02-26 10:00:00"):
            self.assertFalse(card.error)
            [row] = card.preview
            self.assertEqual(row["standing"], "3 of 20, pace 18")
            self.assertEqual(row["tone"], "danger")
            action = card.action_open_row(row["id"])
            self.assertEqual(self.env[action["res_model"]].search_count(action["domain"]), 3)

    def test_standing_of_an_amount_has_its_currency(self):
        """A7, D3: of 20,000 in March Sam won 10,000 on its last day, all of it due: whole amounts,
        with the currency where the company's stands."""
        target = self._create_target(user_id=self.seller.id, metric="won_revenue", value=20000)
        currency = self.company_main.currency_id
        for position, expected in (
            ("before", "{0}\xa010,000 of {0}\xa020,000, pace {0}\xa020,000"),
            ("after", "10,000\xa0{0} of 20,000\xa0{0}, pace 20,000\xa0{0}"),
        ):
            currency.position = position
            row = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
            self.assertEqual(row.standing, expected.format(currency.symbol))

    def test_share_of_the_team_on_the_sellers_view(self):
        """A7, D3: Sue has no target of her own: her equal share of the team's 40 is on her view."""
        self._create_target(team_id=self.team.id, value=40)
        self._visit(2, self.seller2)
        card = self.env.ref("sales_process.card_my_targets").with_user(self.seller2)
        with freeze_time("2025-02-26 10:00:00"):
            self.assertFalse(card.error)
            self.assertEqual([row["standing"] for row in card.preview], ["2 of 20, pace 18"])

    def test_pace_in_sql_is_the_plain_module_s(self):
        """D4: the view computes pace and projection as ``tools/pace.py`` does."""
        self._visit(7)
        row = self.row(self.target)
        pace = compute_pace(row.target_value, row.actual_value, row.elapsed_days, row.total_days)
        self.assertAlmostEqual(row.expected_value, pace.expected)
        self.assertAlmostEqual(row.projected_value, pace.projected)
