from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .centre_common import MARCH, CentreCommon


@tagged("post_install", "-at_install")
class TestCentreRights(CentreCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._hold("2025-03-04", cls.visit_category, cls.a)
        cls._hold("2025-03-23", cls.visit_category, cls.c, cls.seller2)
        cls.leader = cls._new_user(
            "sp_leader", "Lea Leader", "sales_team.group_sale_salesman,base.group_partner_manager"
        )
        cls.outsider = cls._new_user("sp_outsider", "Otto Outside", "base.group_user")

    def figures(self, user, **filters):
        visits = next(
            row
            for row in self.get("events", user=user, **filters)["categories"]
            if row["name"] == "Customer visit"
        )
        return (
            visits["value"],
            self.get("pipeline", user=user, **filters)["total"]["count"],
            self.get("kpis", user=user, **filters)["win_rate"]["count"],
            self.get("funnel", user=user, **filters)["cohort"],
        )

    def test_sellers_see_their_own(self):
        """D1–D5, G2, G3: Sam: 1 visit, E open, A and B closed, cohort A B E; asking for Sue's gives
        nothing."""
        self.assertEqual(self.figures(self.seller), (1, 1, 2, 3))
        self.assertEqual(self.figures(self.seller, user_id=self.seller2.id), (0, 0, 0, 0))

    def test_all_documents_and_managers_see_everyone(self):
        """D1–D5, G2, G3: 2 visits, D and E open, three closed, five in the funnel."""
        self.assertEqual(self.figures(self.marketing), (2, 2, 3, 5))
        self.assertEqual(self.figures(self.manager), (2, 2, 3, 5))

    def test_team_leaders_see_their_team(self):
        """D1–D5: Lea sees nothing until she leads the team, then the team's figures, and what a
        click opens is what was counted, although Odoo keeps the opportunities from her."""
        self.assertEqual(self.figures(self.leader), (0, 0, 0, 0))
        self.team.user_id = self.leader
        self.assertEqual(self.figures(self.leader), (2, 2, 3, 5))
        pipeline = self.get("pipeline", user=self.leader)
        self.assertOpens(pipeline["total"], self.d | self.e, user=self.leader)
        self.assertFalse(self.e.with_user(self.leader).has_access("read"))

    def test_other_companies_are_kept_apart(self):
        """D5: what belongs to a company that the manager does not work for is not counted."""
        other = self.env["res.company"].create({"name": "Other"})
        self.e.write({"team_id": False, "user_id": False})
        self.e.company_id = other
        pipeline = self.get("pipeline", team_id=False)
        stages = {row["name"]: row["count"] for row in pipeline["stages"]}
        self.assertEqual(stages.get("Third", 0), 0)

    def test_colleagues_outside_sales_are_refused(self):
        """D1: no access to the figures at all."""
        with self.assertRaises(AccessError):
            self.get("events", user=self.outsider)

    def test_menu_is_for_who_leads(self):
        """D1: sellers find no Manager's Centre in the menu, leaders and managers do."""
        menu = self.env.ref("sales_process.sales_centre_menu")

        def has_menu(user):
            return menu.id in self.env["ir.ui.menu"].with_user(user).load_menus(False)

        self.assertFalse(has_menu(self.seller))
        self.assertTrue(has_menu(self.manager))
        self.assertFalse(has_menu(self.leader))
        self.team.user_id = self.leader
        self.assertTrue(has_menu(self.leader))

    def test_bad_filters_say_what_is_wrong(self):
        """D1: no traceback for a wrong day, a wrong order of days or a wrong id."""
        centre = self.env["sales.centre"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "“soon” is no day"):
            centre.get_events({"date_from": "soon"})
        with self.assertRaisesRegex(UserError, "ends on 2025-03-01, before it begins"):
            centre.get_events({"date_from": "2025-03-31", "date_to": "2025-03-01"})
        with self.assertRaisesRegex(UserError, "no Sales Team"):
            centre.get_events({**MARCH, "team_id": "all"})
        self.assertTrue(centre.get_events({})["date_from"], "this month by default")

    def test_options(self):
        """D1: a seller is offered nobody but oneself; the manager everyone, archived ones last."""
        self.seller2.action_archive()
        centre = self.env["sales.centre"]
        own = centre.with_user(self.seller).get_options()
        self.assertEqual([row["id"] for row in own["sellers"]], [self.seller.id])
        self.assertTrue(own["is_own_only"])
        everyone = centre.with_user(self.manager).get_options()["sellers"]
        self.assertEqual(everyone[-1]["id"], self.seller2.id)
        self.assertIn(self.seller.id, [row["id"] for row in everyone])

    def test_number_of_queries_does_not_grow(self):
        """D1–D5, G1–G8: twice the opportunities, events and targets cost no more queries."""
        tabs = ("events", "targets", "pipeline", "funnel", "kpis", "forecast", "coaching")
        counts = {}
        self._set_targets(self.seller, "events", "won_revenue")
        self._set_targets(self.seller2, "events")
        for size in ("small", "large"):
            for tab in tabs:
                self.get(tab)  # caches of names and rights
                before = self.env.cr.sql_log_count
                self.get(tab)
                counts.setdefault(tab, []).append(self.env.cr.sql_log_count - before)
            with self.on(12):
                for index in range(10):
                    lead = self._create_lead(f"{size} {index}", expected_revenue=10)
                    self._hold("2025-03-12", self.visit_category, lead)
            if size == "small":
                self._set_targets(self.seller, "won_count", "new_opportunities", "quotations_sent")
                self._set_targets(self.seller2, "won_revenue", "won_count", "new_opportunities")
        for tab, (small, large) in counts.items():
            self.assertLessEqual(large, small, tab)

    def _set_targets(self, user, *metrics):
        self.env["sales.target"].create(
            [
                {
                    "user_id": user.id,
                    "metric": metric,
                    "event_category_id": metric == "events" and self.visit_category.id,
                    "value": 10,
                    "date_from": "2025-03-01",
                    "company_id": self.company_main.id,
                }
                for metric in metrics
            ]
        )
