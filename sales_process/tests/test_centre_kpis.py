from datetime import datetime

from odoo.tests import tagged

from .centre_common import CentreCommon


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
        self.assertIs(cut["Machines"]["ask_to_decision_days"]["value"], False, "E is still open")

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
        self.assertIs(kpis["win_rate"]["value"], False)
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
