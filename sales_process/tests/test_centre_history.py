from datetime import datetime

from freezegun import freeze_time

from odoo.tests import tagged

from .centre_common import MARCH, CentreCommon

MONTHS = [(2024, 9), (2024, 10), (2024, 11), (2024, 12), (2025, 1), (2025, 2)]
MID_MARCH = "2025-03-15 12:00:00"


@tagged("post_install", "-at_install")
class TestCentreHistory(CentreCommon):
    """From September on the team North won 100 on the 5th and 50 on the 25th of every month; on
    15 March it has won 100. On the 10th of each month but the first 200 were open and frozen, with
    20 weighted, of which 50 were won on the 25th."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.env["crm.team"].create({"name": "North", "user_id": cls.seller2.id})
        cls.stage = cls.env["crm.stage"].search([("team_ids", "=", False)], limit=1)
        cls.buyer = cls.env["res.partner"].create({"name": "Buyer", "is_company": True})
        for year, month in MONTHS:
            cls._win(datetime(year, month, 5, 8), 100)
            lead = cls._win(datetime(year, month, 25, 8), 50)
            if month != 9:
                cls._freeze(f"{year}-{month}-10", f"{year}-{month}-28", lead)
        cls._win(datetime(2025, 3, 5, 8), 100)
        with cls.on(10):
            cls.open_lead = cls._create_north_lead(
                expected_revenue=400, date_deadline="2025-03-30", weight=10
            )

    @classmethod
    def _create_north_lead(cls, **values):
        north = {
            "team_id": cls.north.id,
            "partner_id": cls.buyer.id,
            "stage_id": cls.stage.id,
        }
        return cls._create_lead("North", **(north | values))

    @classmethod
    def _win(cls, moment, revenue, **values):
        with cls.on(moment):
            lead = cls._create_north_lead(expected_revenue=revenue, **values)
            lead.action_set_won()
        return lead

    @classmethod
    def _freeze(cls, day, deadline, lead):
        for lead_id, revenue in ((lead.id, 50), (None, 150)):  # the second was deleted since
            cls.env.cr.execute(
                """INSERT INTO sales_forecast_snapshot (
                               snapshot_date, lead_id, user_id, team_id, stage_id, date_deadline,
                               weight, expected_revenue, weighted_revenue, is_rebuilt)
                        VALUES (%s, %s, %s, %s, %s, %s, 10, %s, %s, FALSE)""",
                [day, lead_id, lead.user_id.id, lead.team_id.id, cls.stage.id, deadline]
                + [revenue, revenue / 10],
            )

    def see(self, method, user=None, moment=MID_MARCH, **filters):
        with freeze_time(moment):
            self.env.flush_all()
            self.env.invalidate_all()
            centre = self.env["sales.centre"].with_user(user or self.manager)
            return getattr(centre, method)({**MARCH, "team_id": self.north.id, **filters})

    def test_history_beside_the_sellers_own(self):
        """D10: 100 are won, 50 came in the rest of every month: 150, and all six months would have
        been hit. The sellers expected 100 + 20 in five of them: 120 of 150 are 80 %."""
        history = self.see("get_forecast")["history"]
        self.assertEqual((history["low"], history["likely"], history["high"]), (150, 150, 150))
        self.assertEqual(history["hit_rate"], 100)
        self.assertEqual(history["accuracy"], 100)
        self.assertEqual([row["own"] for row in history["periods"]], [False, *[120] * 5])
        self.assertAlmostEqual(history["own_accuracy"], 80)

    def test_earlier_periods_open_what_was_won(self):
        """D10: each earlier month stands on its 15th, and opens its two orders of 150."""
        rows = self.see("get_forecast")["history"]["periods"]
        self.assertEqual([row["date_from"] for row in rows][-1], "2025-02-01")
        self.assertEqual(rows[0]["day"], "2024-09-15")
        for row in rows:
            won = self.open(row["drill"])
            self.assertEqual((len(won), sum(won.mapped("amount"))), (2, row["won"]))

    def test_pipeline_and_stages_are_tried(self):
        """D10: in November nothing came after the 15th, when nothing was open: what was open tells
        more than the earlier rests. A quarter of the open revenue was won: 100 of 400 now."""
        self.env.cr.execute(
            """DELETE FROM sales_forecast_snapshot
                WHERE team_id = %s AND snapshot_date = '2024-11-10' AND lead_id IS NOT NULL""",
            [self.north.id],
        )
        self.env["crm.lead"].search(
            [("team_id", "=", self.north.id), ("date_closed", "=", "2024-11-25 08:00:00")]
        ).unlink()
        self.env.cr.execute(
            "UPDATE sales_forecast_snapshot SET expected_revenue = 1, weighted_revenue = 0.1"
            " WHERE team_id = %s AND snapshot_date = '2024-11-10'",
            [self.north.id],
        )
        history = self.see("get_forecast")["history"]
        self.assertIn(history["method"], ("pipeline", "stages"))
        self.assertAlmostEqual(history["likely"], 200, delta=2)

    def test_rights(self):
        """D10: who sees nothing of North's sees no history of it."""
        self.north.user_id = False
        self.seller2.group_ids = self.env.ref("sales_team.group_sale_salesman")
        history = self.see("get_forecast", user=self.seller2)["history"]
        self.assertEqual((history["likely"], history["periods"]), (False, []))

    def test_over_is_over(self):
        """D10: nothing is estimated of a month that is over."""
        self.assertFalse(self.see("get_forecast", moment="2025-04-02 08:00:00")["history"])

    def test_before_it_begins(self):
        """D10: of April, seen on 15 March, as of other months seen as long before: all of their
        150 came."""
        april = {"date_from": "2025-04-01", "date_to": "2025-04-30"}
        history = self.see("get_forecast", **april)["history"]
        self.assertEqual(history["likely"], 150)
        self.assertNotIn("2025-03-01", [row["date_from"] for row in history["periods"]])

    def test_new_customers(self):
        """D10: the first that a company buys, by whichever contact, makes it a customer. Buyer is
        one since September, First Time since 7 March: one new of two by then."""
        contact = self.env["res.partner"].create({"name": "Joe", "parent_id": self.buyer.id})
        self._win(datetime(2025, 3, 6, 8), 10, partner_id=contact.id)
        new = self.env["res.partner"].create({"name": "First Time"})
        self._win(datetime(2025, 3, 7, 8), 10, partner_id=new.id)
        self._win(datetime(2025, 3, 8, 8), 10, partner_id=new.id)
        growth = self.see("get_customer_growth")
        values = {row["date_from"]: row["value"] for row in growth["periods"]}
        self.assertEqual((values["2024-09-01"], values["2025-02-01"]), (1, 0))
        self.assertEqual((values["2025-03-01"], growth["customers"]), (1, 2))
        row = self.open(growth["periods"][-1]["drill"])
        self.assertEqual(row.partner_id, new)
        self.assertTrue(row.is_new_customer)

    def test_new_customers_head_somewhere(self):
        """D10: one more every month from October to February, 1 to 5: 15 in all, five of them in
        the last month; it grows by one a month. All came on the 20th: of March the median of them
        is still to come."""
        self.env["crm.lead"].search([("team_id", "=", self.north.id)]).unlink()
        for count, (year, month) in enumerate(MONTHS[1:], 1):
            for number in range(count):
                partner = self.env["res.partner"].create({"name": f"New {month} {number}"})
                self._win(datetime(year, month, 20, 8), 10, partner_id=partner.id)
        growth = self.see("get_customer_growth")
        self.assertEqual([row["value"] for row in growth["periods"]], [1, 2, 3, 4, 5, 0])
        self.assertEqual((growth["slope"], growth["customers"]), (1, 15))
        self.assertEqual(growth["likely"], 3)
