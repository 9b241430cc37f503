from datetime import datetime

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
        self.assertIsNone(stages["Paid"]["next_rate"])

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
        self.assertIsNone(stages["First"]["next_rate"])
        self.assertEqual(stages["First"]["next_rate_before"], 80)


@tagged("post_install", "-at_install")
class TestCentreKpis(CentreCommon):
    def cut(self, kpis, name):
        return {row["name"]: row for row in kpis["cuts"][name]}

    def test_win_rate_by_cuts(self):
        """G3: closed in March: A and C won, B lost: 2 of 3. Sam 1 of 2, Sue 1 of 1; from the fair
        1 of 1."""
        kpis = self.get("kpis")
        self.assertAlmostEqual(kpis["win_rate"]["value"], 66.67, 2)
        self.assertEqual(kpis["win_rate"]["count"], 3)
        self.assertEqual(self.open(kpis["win_rate"]["drill"]).lead_id, self.a | self.b | self.c)
        sellers = self.cut(kpis, "user_id")
        self.assertEqual(sellers["Sam Seller"]["win_rate"]["value"], 50)
        self.assertEqual(sellers["Sue Seller"]["win_rate"]["value"], 100)
        self.assertEqual(self.cut(kpis, "source_id")["Fair in March"]["win_rate"]["count"], 1)
        self.assertEqual(self.cut(kpis, "team_id")["Process Team"]["win_rate"]["count"], 3)

    def test_average_deal_size(self):
        """G4: A 10,000 and C 4,000 were won: 7,000 on average, Sam's 10,000."""
        kpis = self.get("kpis")
        self.assertEqual(kpis["average_deal_size"]["value"], 7000)
        self.assertOpens(
            {**kpis["average_deal_size"], "value": kpis["average_deal_size"]["count"]},
            self.a | self.c,
        )
        self.assertEqual(
            self.cut(kpis, "user_id")["Sam Seller"]["average_deal_size"]["value"], 10000
        )

    def test_cycle_counts_open_ones_as_open(self):
        """G6: days to win: A 10, C 20; B left after 6 (lost); D and E are open after 21 and 28.
        At 10 days four are at risk, one wins: 3/4 last longer. At 20, three: 3/4 × 2/3 = 1/2.
        The median is 20 days; dropping the open ones would have given 15."""
        figure = self.get("kpis")["cycle_days"]
        self.assertEqual((figure["value"], figure["count"], figure["ended"]), (20, 5, 2))
        self.assertOpens({**figure, "value": 5}, self.leads)

    def test_ask_to_decision_counts_open_asks_as_open(self):
        """G6: B decided after 4 days, A after 5, C after 10; E was asked 11 days ago and has not.
        S: 4 days 3/4, 5 days 3/4 × 2/3 = 1/2: the median is 5 days, of 4 asks."""
        for lead, asked_on in (
            (self.a, "2025-03-08 08:00:00"),
            (self.b, "2025-03-05 08:00:00"),
            (self.c, "2025-03-13 08:00:00"),
            (self.e, "2025-03-20 08:00:00"),
        ):
            lead.asked_on = asked_on
        figure = self.get("kpis")["ask_to_decision_days"]
        self.assertEqual((figure["value"], figure["count"], figure["ended"]), (5, 4, 3))
        self.assertOpens({**figure, "value": 4}, self.a | self.b | self.c | self.e)
        cut = self.cut(self.get("kpis"), "product_line_id")
        self.assertIsNone(cut["Machines"]["ask_to_decision_days"]["value"], "E is still open")

    def test_adoption_by_evidence(self):
        """G1: nine moves: A 3, B 1, C 4, E 1. The visit at A on 4 March backs its moves of 5 and 8
        March, not of 13 (nine days later). The call to B on 5 March comes a day after B's move.
        The visit at C on 23 March backs the move of the same day. 3 of 9 = 33.3 %."""
        self._hold("2025-03-04", self.visit_category, self.a)
        self._hold("2025-03-05", self.action_category, self.b)
        self._hold("2025-03-23", self.visit_category, self.c, self.seller2)
        figure = self.get("kpis")["adoption"]
        self.assertAlmostEqual(figure["value"], 33.33, 2)
        self.assertEqual((figure["count"], figure["backed"]), (9, 3))
        moves = self.open(figure["drill"])
        self.assertEqual(len(moves), 9)
        self.assertEqual(
            set(moves.filtered("is_backed").mapped(lambda move: (move.lead_id, move.stage_id))),
            {(self.a, self.second), (self.a, self.third), (self.c, self.ordered)},
        )

    def test_attribution_of_leads_and_revenue(self):
        """G7: five leads, one of them (A) from the fair: it brought 10,000 of 14,000."""
        sources = {row["name"]: row for row in self.get("kpis")["attribution"]["source_id"]}
        fair, unknown = sources["Fair in March"], sources["Unknown"]
        self.assertEqual((fair["leads"], fair["won"], fair["amount"]), (1, 1, 10000))
        self.assertEqual((unknown["leads"], unknown["won"], unknown["amount"]), (4, 1, 4000))
        self.assertEqual(self.open(unknown["leads_drill"]).lead_id, self.leads - self.a)
        self.assertEqual(self.open(fair["won_drill"]).lead_id, self.a)

    def test_compared_with_the_period_before(self):
        """G3: seen from April, March is the period before, and April itself has no sample."""
        kpis = self.get("kpis", date_from="2025-04-01", date_to="2025-04-30")
        self.assertIsNone(kpis["win_rate"]["value"])
        self.assertEqual(kpis["win_rate"]["count"], 0)
        self.assertAlmostEqual(kpis["previous_values"]["win_rate"], 66.67, 2)

    def test_lost_then_won_counts_once_as_won(self):
        """G3: B is won after all on 25 March: 3 of 3 in March."""
        with self.on(25):
            self.b.action_unarchive()
            self.b.stage_id = self.ordered
        figure = self.get("kpis")["win_rate"]
        self.assertEqual((figure["value"], figure["count"]), (100, 3))

    def test_a_day_is_the_sellers(self):
        """G2, G3, D5: Sue wins D on 31 March, 22:30 UTC: in Brussels that is 1 April. March keeps
        its 2 of 3; April has 1 of 1, and one that first entered Ordered. For Sue in New York it is
        March: 3 of 4, and three in Ordered with A and C."""
        with self.on(datetime(2025, 3, 31, 22, 30)):
            self.d.stage_id = self.ordered
        april = {"date_from": "2025-04-01", "date_to": "2025-04-30"}
        for tz, in_march, in_april in (
            ("Europe/Brussels", (3, 2, 2), (1, 1, 1)),
            ("America/New_York", (4, 3, 3), (0, 0, 0)),
        ):
            self.seller2.tz = tz
            for period, expected in (({}, in_march), (april, in_april)):
                with self.subTest(tz=tz, **period):
                    win_rate = self.get("kpis", **period)["win_rate"]
                    won = self.get("pipeline", **period)["changes"]["won"]
                    ordered = next(
                        stage
                        for stage in self.get("funnel", **period)["stages"]
                        if stage["name"] == "Ordered"
                    )["touched"]
                    self.assertEqual((win_rate["count"], won["count"], ordered["value"]), expected)
                    for figure in ({**win_rate, "value": win_rate["count"]}, won, ordered):
                        self.assertOpens(figure)

    def test_archived_seller_keeps_the_measures(self):
        """G3, G2: Sue has left: 2 of 3 were won in March all the same, 1 of 1 of hers."""
        self.seller2.action_archive()
        kpis = self.get("kpis")
        self.assertAlmostEqual(kpis["win_rate"]["value"], 66.67, 2)
        self.assertEqual(self.cut(kpis, "user_id")["Sue Seller"]["win_rate"]["value"], 100)
        self.assertEqual(self.get("funnel")["cohort"], 5)


@tagged("post_install", "-at_install")
class TestCentrePipeline(CentreCommon):
    def test_count_amount_and_weighted_amount(self):
        """D5, C3: D 6,000 × 10 % = 600 in First, E 8,000 × 40 % = 3,200 in Third."""
        pipeline = self.get("pipeline")
        total = pipeline["total"]
        self.assertEqual((total["count"], total["amount"], total["weighted"]), (2, 14000, 3800))
        stages = {stage["name"]: stage for stage in pipeline["stages"]}
        self.assertEqual(list(stages), ["First", "Second", "Third"])
        self.assertEqual([stages[name]["count"] for name in stages], [1, 0, 1])
        self.assertEqual([stages[name]["weighted"] for name in stages], [600, 0, 3200])
        self.assertOpens(stages["Third"], self.e)
        self.assertOpens(total, self.d | self.e)
        sellers = {row["name"]: row["weighted"] for row in pipeline["sellers"]}
        self.assertEqual(sellers, {"Sam Seller": 3200, "Sue Seller": 600})
        cell = stages["Third"]["sellers"][self.seller.id]
        self.assertOpens(cell, self.e)

    def test_counts_without_amounts(self):
        """C5: without amounts and weights the counts are there all the same."""
        self.leads.write({"expected_revenue": 0})
        total = self.get("pipeline")["total"]
        self.assertEqual((total["count"], total["weighted"]), (2, 0))

    def test_by_month_of_closing_and_overdue(self):
        """D5: E was expected on 25 March, six days ago; D on no day."""
        pipeline = self.get("pipeline")
        self.assertEqual(
            [(row["month"], row["count"]) for row in pipeline["months"]],
            [("2025-03-01", 1), (None, 1)],
        )
        self.assertEqual(pipeline["total"]["overdue"], 1)
        self.assertEqual(self.open(pipeline["total"]["overdue_drill"]), self.e)

    def test_what_the_period_changed(self):
        """D5: in March five were opened (30,000), A and C won (14,000), B lost (2,000)."""
        changes = self.get("pipeline")["changes"]
        self.assertEqual(
            {key: (row["count"], row["amount"]) for key, row in changes.items()},
            {"new": (5, 30000), "won": (2, 14000), "lost": (1, 2000)},
        )
        self.assertOpens(changes["won"], self.a | self.c)
        self.assertOpens(changes["lost"], self.b)


@tagged("post_install", "-at_install")
class TestCentreEvents(CentreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("2025-02-27", cls.visit_category, cls.customer)
        cls._hold("2025-03-04", cls.visit_category, cls.a)
        cls._hold("2025-03-23", cls.visit_category, cls.c, cls.seller2)
        cls._hold("2025-03-05", cls.action_category, cls.b)
        cls._hold("2025-03-06", cls.action_category, cls.b, outcome_id=cls.outcome_no_answer.id)
        cls._create_event(
            cls.visit_category, cls.d, cls.seller2, event_date="2025-03-31",
            date_deadline="2025-03-31",
        )  # fmt: skip

    def test_events_by_category_seller_and_period(self):
        """D1: visits held in March: Sam 1, Sue 1, one more planned; February had one. Sales
        actions: one held, one not answered."""
        events = self.get("events")
        rows = {row["name"]: row for row in events["categories"]}
        visits, actions = rows["Customer visit"], rows["Sales action"]
        self.assertEqual((visits["value"], visits["previous"]), (2, 1))
        self.assertEqual(visits["states"]["planned"]["value"], 1)
        self.assertEqual((actions["value"], actions["states"]["missed"]["value"]), (1, 1))
        sellers = {row["name"]: row for row in events["sellers"]}
        self.assertEqual(sellers["Sam Seller"]["cells"][self.visit_category.id]["value"], 1)
        self.assertEqual(sellers["Sue Seller"]["total"], 1)

    def test_each_figure_opens_its_events(self):
        """D1, D7: the rows of the SQL view, the centre's count and the drill-down are equal."""
        events = self.get("events")
        for row in events["categories"]:
            self.assertOpens(row)
            for figure in row["states"].values():
                self.assertOpens(figure)
        for row in events["sellers"]:
            for figure in row["cells"].values():
                self.assertOpens(figure)
        for outcome in events["outcomes"]:
            self.assertOpens(outcome)

    def test_one_seller(self):
        """D1: Sue alone."""
        events = self.get("events", user_id=self.seller2.id)
        self.assertEqual([row["name"] for row in events["sellers"]], ["Sue Seller"])
        visits = next(row for row in events["categories"] if row["name"] == "Customer visit")
        self.assertEqual((visits["value"], visits["previous"]), (1, 0))

    def test_trend_adds_up(self):
        """D1: 31 days; the visits' line has its two peaks on 4 and 23 March."""
        trend = self.get("events")["trend"]
        self.assertEqual((trend["step"], len(trend["buckets"])), ("day", 31))
        visits = next(row for row in trend["series"] if row["id"] == self.visit_category.id)
        self.assertEqual(
            [trend["buckets"][i] for i, value in enumerate(visits["values"]) if value],
            ["2025-03-04", "2025-03-23"],
        )

    def test_weeks_begin_by_the_language(self):
        """D1: in a period of quarters the chart has weeks: from Sunday for American English."""
        lang = self.env["res.lang"]._lang_get("en_US")
        lang.week_start = "7"
        trend = self.get("events", date_from="2025-02-01", date_to="2025-03-31")["trend"]
        self.assertEqual(trend["step"], "week")
        self.assertIn("2025-03-02", trend["buckets"])
        lang.week_start = "1"
        trend = self.get("events", date_from="2025-02-01", date_to="2025-03-31")["trend"]
        self.assertIn("2025-03-03", trend["buckets"])

    def test_archived_seller_keeps_the_figures(self):
        """D1: Sue leaves the company: her visit still counts, and she is marked."""
        self.seller2.action_archive()
        events = self.get("events")
        sue = next(row for row in events["sellers"] if row["name"] == "Sue Seller")
        self.assertFalse(sue["active"])
        self.assertEqual(sue["cells"][self.visit_category.id]["value"], 1)


@tagged("post_install", "-at_install")
class TestCentreEmpty(CentreCommon):
    def test_no_data_at_all(self):
        """D1–D7, G1–G8: a period without anything: every tab answers, with nothing."""
        empty = {"date_from": "2010-01-01", "date_to": "2010-01-31"}
        for tab in ("events", "targets", "pipeline", "funnel", "kpis", "forecast", "coaching"):
            payload = self.get(tab, **empty)
            self.assertEqual(payload["previous"]["date_from"], "2009-12-01", tab)
        self.assertIsNone(self.get("kpis", **empty)["win_rate"]["value"])
        self.assertIsNone(self.get("forecast", **empty)["forecast"]["value"])
