from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged, users

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestWeights(StagesCommon):
    def test_stage(self):
        """C1: a stage has a percentage, a description and guidance, which its leads show."""
        self.second.write({"requirements": "A need", "guidance": "<p>Ask for it</p>"})
        self.lead.stage_id = self.second
        self.assertEqual(self.lead.weight, 20)
        self.assertIn("Ask for it", self.lead.guidance)

    def test_stage_out_of_range(self):
        """C1: a weight outside 0 to 100 is refused, and the message names the stage."""
        for weight in (-1, 100.5, 1e9):
            with self.assertRaisesRegex(ValidationError, "“Second”.*from 0 to 100"):
                self.second.weight = weight
        with self.assertRaisesRegex(ValidationError, "“Too much”"):
            self.env["crm.stage"].create({"name": "Too much", "weight": 101})
        with self.assertRaisesRegex(ValidationError, "“Acme project”"):
            self.lead.weight = 101
        self.second.weight = 0
        self.third.weight = 100

    def test_weighted_revenue(self):
        """C3: expected revenue × weight; it follows stage, amount and percentage."""
        self.assertEqual(self.lead.weighted_revenue, 1000)
        self.lead.stage_id = self.third
        self.assertEqual(self.lead.weighted_revenue, 4000)
        self.lead.expected_revenue = 33.33
        self.assertAlmostEqual(self.lead.weighted_revenue, 13.33)
        self.lead.weight = 50
        self.assertAlmostEqual(self.lead.weighted_revenue, 16.67)

    def test_lost_counts_nothing(self):
        """C3: lost opportunities count nothing; restored ones count again; archived ones too."""
        self.lead.action_set_lost()
        self.assertEqual(self.lead.weighted_revenue, 0)
        self.second.weight = 25
        self.lead._move_to_stage(self.second, "install")
        self.assertEqual(self.lead.weighted_revenue, 0)
        self.lead.action_restore()
        self.assertEqual(self.lead.weighted_revenue, 2500)
        self.lead.probability = 30
        self.lead.action_archive()
        self.assertEqual(self.lead.weighted_revenue, 2500)

    def test_without_stage_or_amount(self):
        """C3: what has no stage, or no amount, counts nothing."""
        self.lead.stage_id = False
        self.assertEqual((self.lead.weight, self.lead.weighted_revenue), (0, 0))
        lead = self._create_lead("No amount", stage_id=self.third.id)
        self.assertEqual((lead.weight, lead.weighted_revenue), (40, 0))

    def test_sums(self):
        """C3: summed by period, stage, seller, team, source, product line and territory."""
        source = self.env["utm.source"].create({"name": "Fair"})
        line = self.env["product.category"].create({"name": "Machines"})
        finland = self.env.ref("base.fi")
        territory = self.env["crm.territory"].create(
            {"name": "Finland", "country_ids": finland.ids}
        )
        values = {
            "source_id": source.id,
            "product_line_id": line.id,
            "country_id": finland.id,
            "date_deadline": "2025-05-15",
            "expected_revenue": 1000,
        }
        leads = (
            self._create_lead("One", **values, stage_id=self.second.id)
            | self._create_lead("Two", **values, stage_id=self.third.id)
            | self._create_lead("Lost", **values, stage_id=self.third.id)
        )
        leads[2].action_set_lost()
        domain = [("id", "in", leads.ids), ("active", "in", [True, False])]
        for groupby in (
            "date_deadline:month",
            "user_id",
            "team_id",
            "source_id",
            "product_line_id",
            "territory_id",
        ):
            with self.subTest(groupby=groupby):
                [group] = self.env["crm.lead"].formatted_read_group(
                    domain, [groupby], ["weighted_revenue:sum", "__count"]
                )
                self.assertEqual((group["weighted_revenue:sum"], group["__count"]), (600, 3))
        self.assertEqual(leads.territory_id, territory)
        by_stage = self.env["crm.lead"]._read_group(
            domain, ["stage_id"], ["weighted_revenue:sum"], order="stage_id"
        )
        self.assertEqual(by_stage, [(self.second, 200), (self.third, 400)])

    def test_counts_without_amounts(self):
        """C5: counts per stage are there where nobody uses amounts or percentages."""
        self.env["crm.stage"].search([]).weight = 0
        leads = self._create_lead("One") | self._create_lead("Two")
        groups = self.env["crm.lead"].formatted_read_group(
            [("id", "in", leads.ids)], ["stage_id"], ["__count"]
        )
        self.assertEqual([group["__count"] for group in groups], [2])

    def test_column_sum(self):
        """C3: the board's column gets the weighted sum with its other sums."""
        arch = self.env["crm.lead"].get_view(
            self.env.ref("crm.crm_case_kanban_view_leads").id, "kanban"
        )["arch"]
        self.assertIn('weighted_revenue_sum_field="weighted_revenue"', arch)

    def test_overrule(self):
        """C7: an overruled percentage survives moves until it is reset."""
        self.lead.weight = 75
        self.assertTrue(self.lead.is_weight_manual)
        self.lead.stage_id = self.third
        self.assertEqual((self.lead.weight, self.lead.weighted_revenue), (75, 7500))
        self.third.weight = 45
        self.assertEqual(self.lead.weight, 75)
        self.lead.is_weight_manual = False
        self.assertEqual((self.lead.weight, self.lead.weighted_revenue), (45, 4500))
        self.lead.weight = 60
        self.lead.action_reset_weight()
        self.assertEqual((self.lead.weight, self.lead.is_weight_manual), (45, False))

    @users("sp_seller")
    def test_overrule_in_form(self):
        """C7: the seller overrules in the form; saving another field overrules nothing."""
        with Form(self.lead.with_env(self.env)) as form:
            form.name = "Renamed"
        self.assertFalse(self.lead.is_weight_manual)
        with Form(self.lead.with_env(self.env)) as form:
            form.weight = 33
        self.assertEqual((self.lead.weight, self.lead.is_weight_manual), (33, True))

    def test_overrule_on_create(self):
        """C7: a percentage given on creation is the seller's choice, that of the stage is not."""
        chosen = self._create_lead("Chosen", weight=66)
        same = self._create_lead("Same", weight=10)
        self.assertEqual((chosen.weight, chosen.is_weight_manual), (66, True))
        self.assertFalse(same.is_weight_manual)
        chosen.copy()
        self.assertFalse(chosen.copy().is_weight_manual)

    def test_won_ends_overrule(self):
        """C7: winning ends the choice."""
        self.lead.weight = 75
        self.lead.action_set_won()
        self.assertEqual((self.lead.weight, self.lead.is_weight_manual), (80, False))
        self.assertEqual(self.lead.weighted_revenue, 8000)

    def test_lost_ends_overrule(self):
        """C7: losing ends the choice."""
        self.lead.weight = 75
        self.lead.action_set_lost()
        self.assertEqual((self.lead.weight, self.lead.is_weight_manual), (10, False))
        self.assertEqual(self.lead.weighted_revenue, 0)

    def test_stage_weight_reaches_leads(self):
        """C3: a stage's new percentage reaches what was not overruled, won and lost included."""
        other = self._create_lead("Other", expected_revenue=100, weight=90)
        lost = self._create_lead("Lost", expected_revenue=100)
        lost.action_set_lost()
        pending = self._create_lead("Not written yet", expected_revenue=100)
        self.first.weight = 15
        self.assertEqual((self.lead.weight, self.lead.weighted_revenue), (15, 1500))
        self.assertEqual((other.weight, other.weighted_revenue), (90, 90))
        self.assertEqual((lost.weight, lost.weighted_revenue), (15, 0))
        self.assertEqual((pending.weight, pending.weighted_revenue), (15, 15))

    def test_stage_weight_is_one_statement(self):
        """C3: a stage's new percentage is no loop, and leaves no trace in dates or the log."""
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {i}", "team_id": self.team.id} for i in range(50)]
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        written = leads.mapped("write_date")
        messages = len(leads.message_ids)
        self.env.invalidate_all()
        self.first.mapped("weight")  # in cache, as in a form
        with self.assertQueryCount(4):
            self.first.weight = 18
            self.env.flush_all()
        self.assertEqual(set(leads.mapped("weight")), {18})
        self.assertEqual(leads.mapped("write_date"), written)
        self.assertEqual(len(leads.message_ids), messages)

    def test_foreign_currency(self):
        """C3: the rounding is the company currency's."""
        currency = self.env["res.currency"].create(
            {"name": "ZZZ", "symbol": "Z", "rounding": 1.0, "active": True}
        )
        company = self.env["res.company"].create({"name": "Yen & Co", "currency_id": currency.id})
        lead = self._create_lead(
            "Yen", company_id=company.id, user_id=False, team_id=False, expected_revenue=333
        )
        lead.stage_id.weight = 33
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(lead.weighted_revenue, 110)
