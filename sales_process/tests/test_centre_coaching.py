from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .centre_common import CentreCommon


@tagged("post_install", "-at_install")
class TestCentreCoaching(CentreCommon):
    """Beside A to E: Sam has 8 more opportunities in First, none of which moves on; Sue has 6 more,
    all of which move on to Second, where they stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.on(11):
            for index in range(8):
                cls._create_lead(f"Sam {index}", expected_revenue=100)
            sues = [
                cls._create_lead(f"Sue {index}", expected_revenue=100, user_id=cls.seller2.id)
                for index in range(6)
            ]
        with cls.on(12):
            for lead in sues:
                lead.stage_id = cls.second

    def get_seller(self, name="Sam Seller", **filters):
        coaching = self.get("coaching", **filters)
        seller = next(row for row in coaching["sellers"] if row["name"] == name)
        return seller, {row["name"]: row for row in seller["stages"]}

    def test_next_to_the_best_quarter(self):
        """G8: First: Sam's A, B, E moved on, of 3 + 8 = 11: 27.3 %. Sue's C and six more of 8: 7 of
        8 = 87.5 %, the best of two. At that rate (87.5 − 27.3) % × 11 = 6.625 more would have moved
        on. Of those that moved on from First A and C were won, B lost: 2 of 3; a deal is 7,000:
        worth 6.625 × 2/3 × 7,000 = 30,917."""
        seller, stages = self.get_seller()
        row = stages["First"]
        self.assertAlmostEqual(row["rate"], 27.27, 2)
        self.assertEqual((row["sample"], row["best_rate"], row["best_sample"]), (11, 87.5, 8))
        self.assertAlmostEqual(row["lost_deals"], 6.625, 3)
        self.assertAlmostEqual(row["worth"], 30916.67, 2)
        self.assertEqual(seller["weakest_stage_id"], self.first.id)
        self.assertEqual(len(self.open(row["drill"])), 11)

    def test_small_samples_are_suppressed(self):
        """G8: Sam had two opportunities in Second and two in Third: no rates of these."""
        _seller, stages = self.get_seller()
        self.assertIs(stages["Second"]["rate"], False)
        self.assertEqual(stages["Second"]["sample"], 2)
        self.assertIs(stages["Third"]["worth"], False)

    def test_the_best_has_no_gap(self):
        """G8: Sue is the best in First."""
        seller, stages = self.get_seller("Sue Seller")
        self.assertEqual(stages["First"]["points"], 0)
        self.assertFalse(seller["weakest_stage_id"])

    def test_a_coaching_task_from_there(self):
        """G8: the task is for the seller, named after the stage, with the figures; it is no event
        of the sales process."""
        filters = {"date_from": "2025-03-01", "date_to": "2025-03-31", "team_id": self.team.id}
        centre = self.env["sales.centre"].with_user(self.manager)
        with self.on(31, 12):
            action = centre.action_plan_coaching(self.seller.id, self.first.id, filters)
            activities = self.env["mail.activity"].with_user(self.manager)
            with Form(activities.with_context(**action["context"]), action["views"][0][0]) as form:
                form.date_deadline = "2025-04-04"
            activity = form.record
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(activity.summary, "Coaching: First")
        self.assertIn("27 % of 11", activity.note)
        self.assertFalse(activity.event_category_id)
        with self.assertRaisesRegex(UserError, "Choose the seller"):
            centre.action_plan_coaching(False, self.first.id, filters)

    def test_sellers_compare_with_nobody(self):
        """G8: a seller sees own conversions, and not those of others."""
        coaching = self.get("coaching", user=self.seller)
        self.assertTrue(coaching["is_own_only"])
        self.assertEqual([row["name"] for row in coaching["sellers"]], ["Sam Seller"])


@tagged("post_install", "-at_install")
class TestStageCalibration(CentreCommon):
    """Ten more opportunities of 1 March went through Second: eight lost there, two won."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.on(1):
            more = [
                cls._create_lead(f"More {index}", stage_id=cls.second.id) for index in range(10)
            ]
        with cls.on(2):
            for lead in more[:8]:
                lead.action_set_lost()
            for lead in more[8:]:
                lead.stage_id = cls.ordered

    def test_three_percentages(self):
        """C10: Second: configured 20 %; decided are A and C won, B lost, and ten more: 4 of 13 =
        30.8 %. First: A, C won, B lost: 2 of 3. Third: A alone, won. D is open in First: Odoo's
        prediction for it is the predicted one."""
        self.d.automated_probability = 35
        self.env.flush_all()
        second = self.second.with_user(self.manager)
        self.assertAlmostEqual(second.observed_conversion, 30.8)
        self.assertEqual(second.observed_sample, 13)
        self.assertFalse(second.is_miscalibrated, "20 lies within 12.7 to 57.6 %")
        first = self.first.with_user(self.manager)
        self.assertEqual((first.observed_sample, first.predicted_probability), (3, 35))

    def test_flag_and_one_click(self):
        """C10: 80 % contradicts 4 of 13; adopting sets 30.8 %, on the opportunities, too."""
        with self.on(30):
            lead = self._create_lead("Open", stage_id=self.second.id, expected_revenue=1000)
            self.second.weight = 80
        second = self.second.with_user(self.manager)
        self.assertTrue(second.is_miscalibrated)
        self.env["sales.centre"].with_user(self.manager).adopt_observed_weight(self.second.id)
        self.assertEqual(self.second.weight, 30.8)
        self.assertEqual(lead.weight, 30.8)
        second.invalidate_recordset()
        self.assertFalse(second.is_miscalibrated)

    def test_same_figures_on_the_funnel_tab(self):
        """C10: the tab shows what the stage shows."""
        stage = next(row for row in self.get("funnel")["stages"] if row["name"] == "Second")
        self.assertAlmostEqual(stage["calibration"]["observed"], 30.77, 2)
        self.assertEqual(stage["calibration"]["sample"], 13)

    def test_what_cannot_be_adopted(self):
        """C10: a won stage's weight is no probability; three decided ones prove nothing."""
        with self.assertRaisesRegex(UserError, "Ordered.*won stage"):
            self.ordered.action_adopt_observed_conversion()
        with self.assertRaisesRegex(UserError, "Only 3.*First"):
            self.first.action_adopt_observed_conversion()

    def test_duration_of_a_day(self):
        """C10: the ten were in Second for one day; the stays say so."""
        stays = self.env["crm.lead.stage.history"].search(
            [("stage_id", "=", self.second.id), ("lead_id.name", "like", "More")]
        )
        self.assertEqual(len(stays), 10)
        self.assertTrue(
            all(
                stay.left_on - stay.entered_on == timedelta(days=1)
                for stay in stays
                if stay.left_on
            )
        )
