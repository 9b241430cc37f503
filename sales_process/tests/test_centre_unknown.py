from datetime import datetime

from odoo.tests import Form, tagged

from ..tools.coaching import Conversion, best_quarter, comparison, conversion_gap, verdict
from .centre_common import NOW, CentreCommon, TargetsCommon


@tagged("post_install", "-at_install")
class TestFiguresUnknown(TargetsCommon):
    """What is not known is not said: no zero, no verdict."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # A was decided after ten days, C after 31.6: 20.8 on average; B, D and E are not decided
        for lead, asked, decided in (
            (cls.a, "2025-03-03 08:00:00", "2025-03-13 08:00:00"),
            (cls.c, "2025-03-01 00:00:00", "2025-04-01 14:24:00"),
            (cls.d, "2025-03-10 08:00:00", False),
            (cls.e, False, False),
        ):
            lead.write({"asked_on": asked, "decided_on": decided})
        cls.b.write({"asked_on": False})
        cls.env.flush_all()

    # ------------------------------------------------------------
    # No value is no value
    # ------------------------------------------------------------

    def test_days_from_ask_to_decision(self):
        """The average is of what was decided; the rest is empty in forms and lists, is found as
        such, and is exported as nothing."""
        leads = self.leads.with_user(self.manager)
        [group] = leads.formatted_read_group(
            [("id", "in", leads.ids)], [], ["ask_to_decision_days:avg"]
        )
        self.assertAlmostEqual(group["ask_to_decision_days:avg"], 20.8)
        days = {
            row["id"]: row["ask_to_decision_days"] for row in leads.read(["ask_to_decision_days"])
        }
        self.assertEqual(
            days,
            {self.a.id: 10, self.b.id: False, self.c.id: 31.6, self.d.id: False, self.e.id: False},
        )
        domain = [("id", "in", leads.ids)]
        for condition, expected in (
            (("ask_to_decision_days", "=", False), self.b | self.d | self.e),
            (("ask_to_decision_days", "!=", False), self.a | self.c),
            (("ask_to_decision_days", "<", 20), self.a),
            (("ask_to_decision_days", ">", 20), self.c),
        ):
            with self.subTest(condition=condition):
                found = leads.with_context(active_test=False).search([*domain, condition])
                self.assertEqual(found, expected)
                self.assertEqual(leads.filtered_domain([condition]), expected)
        exported = (self.a | self.d).export_data(["ask_to_decision_days"])["datas"]
        self.assertEqual(exported, [[10.0], [""]])
        with Form(self.d) as form:
            self.assertFalse(form.ask_to_decision_days)

    def test_a_decision_of_the_same_moment_is_a_value(self):
        """Zero days are no nothing."""
        self.d.write({"asked_on": NOW, "decided_on": NOW})
        self.env.flush_all()
        self.env.cr.execute("SELECT ask_to_decision_days FROM crm_lead WHERE id = %s", self.d.ids)
        self.assertEqual(self.env.cr.fetchone(), (0.0,))
        self.d.decided_on = False
        self.env.flush_all()
        self.env.cr.execute("SELECT ask_to_decision_days FROM crm_lead WHERE id = %s", self.d.ids)
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_reported_averages_without_a_value(self):
        """Days of what is not decided or closed, what is reached of no target, and percentages of
        stages without a sample."""
        reports = self.env["sales.opportunity.report"].with_context(active_test=False)
        asked, never = reports.browse([self.d.id, self.e.id])
        self.assertIs(asked.ask_days, False, "asked, and not decided")
        self.assertIs(never.ask_days, False)
        self.assertIs(never.cycle_days, False, "still open")
        [(days, cycle)] = reports._read_group(
            [("lead_id", "in", self.leads.ids)], aggregates=["ask_days:avg", "cycle_days:avg"]
        )
        self.assertAlmostEqual(days, 20.8)
        self.assertAlmostEqual(cycle, (10 + 6 + 20) / 3, msg="A, B and C")
        empty = self._create_target(team_id=self.team.id, team_mode="sum", value=0, period="year")
        self.assertIs(self.row(empty).attainment, False)
        stage = self.env["crm.stage"].create({"name": "New", "team_ids": self.team.ids})
        self.assertIs(stage.observed_conversion, False)
        self.assertIs(stage.predicted_probability, False)

    # ------------------------------------------------------------
    # Attribution
    # ------------------------------------------------------------

    def test_attribution_says_how_its_columns_relate(self):
        """A, the only lead from the fair in March, is won: 1 of 1; of the four others C. D comes
        from the fair, too, and is won in May: 1 won, of no lead of May, so there is no rate."""
        sources = {row["name"]: row for row in self.get("kpis")["attribution"]["source_id"]}
        fair, unknown = sources["Fair in March"], sources["Unknown"]
        self.assertEqual((fair["leads"], fair["leads_won"], fair["rate"]), (1, 1, 100))
        self.assertEqual((unknown["leads"], unknown["leads_won"], unknown["rate"]), (4, 1, 25))
        self.assertEqual(self.open(unknown["leads_won_drill"]).lead_id, self.c)
        self._move(31, self.d, self.ordered)
        self.d.write({"source_id": self.fair.id, "date_closed": "2025-05-05 08:00:00"})
        may = self.get("kpis", date_from="2025-05-01", date_to="2025-05-31")
        [fair] = may["attribution"]["source_id"]
        self.assertEqual((fair["leads"], fair["leads_won"], fair["rate"]), (0, 0, False))
        self.assertEqual(fair["won"], 1)

    def test_leads_by_mail_have_a_medium(self):
        """By mail is by the medium Email; the alias may say another one."""
        email = self.env.ref("utm.utm_medium_email")
        phone = self.env["utm.medium"].create({"name": "Telephone"})
        for values, expected in ((None, email), ({"medium_id": phone.id}, phone)):
            lead = self.env["crm.lead"].message_new(
                {"subject": "Machine", "from": "buyer@new.example.com"}, values
            )
            self.assertEqual(lead.medium_id, expected)


@tagged("post_install", "-at_install")
class TestCoachingUnknown(CentreCommon):
    """Sam has eight opportunities of March in First, Sue has six that moved on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.on(11):
            for index in range(8):
                cls._create_lead(f"Sam {index}")
            sues = [cls._create_lead(f"Sue {index}", user_id=cls.seller2.id) for index in range(6)]
        with cls.on(12):
            for lead in sues:
                lead.stage_id = cls.second

    def verdicts(self, user=None, **filters):
        sellers = self.get("coaching", user=user, **filters)["sellers"]
        return {row["name"]: row["verdict"] for row in sellers}

    def test_verdicts_need_a_comparison(self):
        """Sue does better than Sam in First; in Second nobody else has a sample, so that she is at
        the best where there is something to compare."""
        self.assertEqual(self.verdicts(), {"Sam Seller": "behind", "Sue Seller": "best_so_far"})
        sue = next(row for row in self.get("coaching")["sellers"] if row["name"] == "Sue Seller")
        second = next(row for row in sue["stages"] if row["name"] == "Second")
        self.assertEqual(second["sample"], 7)
        self.assertIs(second["best_rate"], False)
        self.assertIs(second["points"], False)

    def test_who_sees_the_own_figures_is_told_no_verdict(self):
        self.assertEqual(self.verdicts(self.seller), {"Sam Seller": "alone"})
        self.assertEqual(self.verdicts(self.seller2), {"Sue Seller": "alone"})

    def test_small_samples_are_no_verdict(self):
        self.assertEqual(
            self.verdicts(date_from="2025-03-03", date_to="2025-03-09"),
            {"Sam Seller": "too_few", "Sue Seller": "too_few"},
        )

    def test_the_tab_opens_on_a_period_with_samples(self):
        """In March there are samples of both; in May none, in its quarter none either: the year.
        In the new year it is this one and the last. A seller needs samples of the own ones."""
        centre = self.env["sales.centre"]
        for today, user, expected in (
            ("2025-03-31", self.manager, ("2025-03-01", "2025-03-31")),
            ("2025-05-20", self.manager, ("2025-01-01", "2025-12-31")),
            ("2025-05-20", self.seller, ("2025-01-01", "2025-12-31")),
            ("2026-01-10", self.manager, ("2025-01-01", "2026-12-31")),
        ):
            with (
                self.subTest(today=today, user=user.login),
                self.on(datetime.fromisoformat(f"{today} 12:00:00")),
            ):
                data = centre.with_user(user).get_coaching({"team_id": self.team.id})
                self.assertEqual((data["date_from"], data["date_to"]), expected)
        tabs = {tab["name"]: tab.get("has_own_period") for tab in centre.get_options()["tabs"]}
        self.assertEqual({name for name, own in tabs.items() if own}, {"coaching"})

    def test_rules_of_comparison(self):
        """The plain module: who is alone has nobody to compare with, who is one of two has."""
        own, small = Conversion(1, 8, 4), Conversion(2, 4, 4)
        other = Conversion(3, 10, 10)
        self.assertEqual(comparison(own, [own, small]), [])
        self.assertEqual(comparison(own, [own, small, other]), best_quarter([own, other]))
        alone, behind = (conversion_gap(own, best) for best in ([], [other]))
        best = conversion_gap(other, [other])
        too_few = conversion_gap(small, [other])
        nothing = conversion_gap(Conversion(1, 0, 0), [other])
        for gaps, expected in (
            ([], "too_few"),
            ([nothing], "too_few"),
            ([too_few], "too_few"),
            ([alone], "alone"),
            ([alone, too_few], "alone"),
            ([best], "best"),
            ([best, nothing], "best"),
            ([best, too_few], "best_so_far"),
            ([best, alone], "best_so_far"),
            ([behind, best], "behind"),
        ):
            self.assertEqual(verdict(gaps), expected, gaps)
