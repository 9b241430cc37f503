from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestCheckup(StagesCommon):
    """I2: what is set up badly is found, explained, opened and, where possible, mended."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checkup = cls.env["sales.process.checkup"].with_user(cls.manager)
        cls.manager.tz = "Europe/Helsinki"
        cls.env.user.company_id.stages_follow_documents = False
        cls.company_main.stages_follow_documents = False

    def _find(self, code):
        self.env.invalidate_all()
        (finding,) = self.checkup.get_findings([code])
        return finding

    def _get_found(self, code):
        self.env.flush_all()
        self.env.invalidate_all()
        return set(self.checkup._find(code))

    def _open(self, action):
        records = self.env[action["res_model"]].with_user(self.manager)
        return records.with_context(active_test=False).search(action["domain"])

    def _assert_found(self, code, record, *words):
        """Found, with a reason that says so, and opened by the button."""
        self.assertIn(record, self._get_found(code))
        finding = self._find(code)
        self.assertEqual(finding["count"], len(self._get_found(code)))
        for word in words:
            self.assertIn(word, finding["reason"])
        return finding

    # ------------------------------------------------------------
    # PIPELINES
    # ------------------------------------------------------------

    def test_team_without_pipeline(self):
        team = self.env["crm.team"].create({"name": "Nowhere", "has_own_stages": True})
        finding = self._assert_found("pipeline", team, "“Nowhere” has no stages")
        self.assertIn(team, self._open(finding["action"]))
        self.checkup.mend("pipeline")
        self.assertFalse(self._find("pipeline")["count"])
        self.assertTrue(team._get_process_stages())

    def test_weights_that_fall(self):
        self.assertNotIn(self.third, self._get_found("weights"))
        self.third.weight = 5
        finding = self._assert_found("weights", self.third, "Third", "Second")
        self.assertIn(self.third, self._open(finding["action"]))
        self.assertFalse(finding["mend"], "which weight is wrong a person says")
        with self.assertRaisesRegex(UserError, "cannot be mended by itself"):
            self.checkup.mend("weights")

    def test_documents_that_no_stage_answers(self):
        self.company_main.stages_follow_documents = True
        self.env["crm.stage"].search([]).flow_step = False
        finding = self._assert_found("flow_steps", self.team, "Quotation Sent", "Order")
        self.assertIn(self.first, self._open(finding["action"]))
        self.checkup.mend("flow_steps")
        self.assertEqual((self.third.flow_step, self.ordered.flow_step), ("sent", "order"))
        self.assertFalse(self.second.flow_step)
        self.assertNotIn(self.team, self._get_found("flow_steps"))

    def test_documents_that_nothing_follows(self):
        """Where stages follow no documents, nothing is missing."""
        self.env["crm.stage"].search([]).flow_step = False
        self.assertFalse(self._find("flow_steps")["count"])

    def test_goal_that_nobody_can_meet(self):
        goal = self.env["crm.stage.goal"].create(
            {"stage_id": self.first.id, "kind": "event", "event_category_id": self._category().id}
        )
        self.assertNotIn(goal, self._get_found("goals"))
        goal.event_category_id.active = False
        finding = self._assert_found("goals", goal, "First", "is archived")
        self.assertEqual(self._open(finding["action"]), self.first)

    def _category(self, **values):
        return self.env["sales.event.category"].create(
            {"name": "Fair talk", "role": "contact", **values}
        )

    # ------------------------------------------------------------
    # SELLERS
    # ------------------------------------------------------------

    def test_seller_without_team(self):
        self.assertNotIn(self.seller, self._get_found("sellers_without_team"))
        lone = self._new_user("sp_lone", "Lone Seller", "sales_team.group_sale_salesman")
        self._assert_found("sellers_without_team", lone, "Lone Seller")
        self.assertNotIn(self.manager, self._get_found("sellers_without_team"), "sells nothing")
        self.lead.user_id = self.manager
        self.assertIn(self.manager, self._get_found("sellers_without_team"))

    def test_the_only_team_takes_them(self):
        self.env["crm.team"].search([("id", "!=", self.team.id)]).active = False
        lone = self._new_user("sp_lone", "Lone Seller", "sales_team.group_sale_salesman")
        self.assertIn("Process Team", self._find("sellers_without_team")["mend"])
        self.checkup.mend("sellers_without_team")
        self.assertIn(lone, self.team.member_ids)
        self.assertFalse(self._find("sellers_without_team")["count"])

    def test_seller_without_time_zone(self):
        self.seller.tz = False
        finding = self._assert_found("sellers_without_zone", self.seller, "Sam Seller")
        self.assertFalse(finding["mend"], "a sales manager changes no users")
        self.manager.group_ids |= self.env.ref("base.group_erp_manager")
        self.assertIn("Europe/Helsinki", self._find("sellers_without_zone")["mend"])
        self.checkup.mend("sellers_without_zone")
        self.assertEqual(self.seller.tz, "Europe/Helsinki")

    def test_seller_without_target(self):
        self.env["sales.target"].search([]).unlink()
        self._assert_found("sellers_without_target", self.seller, "Set a target for them")
        values = {
            "metric": "new_opportunities",
            "value": 5,
            "period": "month",
            "company_id": self.company_main.id,
        }
        Target = self.env["sales.target"]
        ended = Target.create(
            {
                **values,
                "user_id": self.seller.id,
                "date_from": "2020-01-01",
                "date_to": "2020-12-31",
            }
        )
        self.assertIn(self.seller, self._get_found("sellers_without_target"), "it is over")
        ended.date_to = False
        self.assertNotIn(self.seller, self._get_found("sellers_without_target"))
        shared = Target.create({**values, "team_id": self.team.id, "date_from": "2020-01-01"})
        self.assertNotIn(self.seller2, self._get_found("sellers_without_target"), "has a share")
        shared.team_mode = "sum"
        self.assertIn(self.seller2, self._get_found("sellers_without_target"), "sums only")

    # ------------------------------------------------------------
    # EVENTS
    # ------------------------------------------------------------

    def test_activity_type_without_category(self):
        own = self.env["mail.activity.type"].create({"name": "Letter"})
        self._assert_found("types_without_category", own, "Letter: 0 activities do not count")
        todo = self.env.ref("mail.mail_activity_data_todo")
        todo.event_category_id = False
        self.env["mail.activity"].search([("activity_type_id", "=", todo.id)]).unlink()
        self.assertNotIn(todo, self._get_found("types_without_category"), "nobody uses it")
        self.customer.activity_schedule(
            activity_type_id=todo.id, user_id=self.seller.id, summary="Think"
        )
        finding = self._assert_found("types_without_category", todo, "1 activities do not count")
        self.assertIn(todo, self._open(finding["action"]))
        own.event_category_id = self.action_category
        self.assertNotIn(own, self._get_found("types_without_category"))

    def test_category_that_nobody_uses(self):
        category = self._category()
        self.assertNotIn(category, self._get_found("unused_categories"), "it is new")
        self.env.cr.execute(
            "UPDATE sales_event_category SET create_date = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(days=91), category.id],
        )
        finding = self._assert_found("unused_categories", category, "Fair talk")
        self.assertIn(category, self._open(finding["action"]))
        self._create_event(category)
        self.env.flush_all()
        self.assertNotIn(category, self._get_found("unused_categories"))

    # ------------------------------------------------------------
    # CARDS AND RULES
    # ------------------------------------------------------------

    def test_card_with_an_error(self):
        card = self.env["sales.card"].create({"name": "Broken", "model": "crm.lead"})
        self.assertNotIn(card, self._get_found("cards"))
        self.env.cr.execute("UPDATE sales_card SET model = 'gone' WHERE id = %s", [card.id])
        finding = self._assert_found("cards", card, "Broken", "gone")
        self.assertIn(card, self._open(finding["action"]))

    def test_rule_that_never_matches(self):
        rule = self.env["crm.assignment.rule"].create({"name": "Idle", "team_id": self.team.id})
        self.assertNotIn(rule, self._get_found("rules"), "it is new")
        self.env.cr.execute(
            "UPDATE crm_assignment_rule SET create_date = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(days=91), rule.id],
        )
        self._assert_found("rules", rule, "Idle: no lead in 90 days")
        self.lead.assignment_rule_id = rule
        self.env.flush_all()
        self.assertNotIn(rule, self._get_found("rules"))
        empty = self.env["crm.assignment.rule"].create({"name": "Empty"})
        self._assert_found("rules", empty, "Nobody gets these leads")

    # ------------------------------------------------------------
    # THE PAGE
    # ------------------------------------------------------------

    def test_page(self):
        """One row for each check; it opens, mends and looks again."""
        team = self.env["crm.team"].create({"name": "Nowhere", "has_own_stages": True})
        action = (
            self.env.ref("sales_process.sales_process_checkup_action_run")
            .with_user(self.manager)
            .run()
        )
        lines = self.env[action["res_model"]].with_user(self.manager).search(action["domain"])
        self.assertEqual(set(lines.mapped("code")), set(self.checkup._get_checks()))
        line = lines.filtered(lambda line: line.code == "pipeline")
        self.assertEqual(line.record_count, 1)
        self.assertIn(team, self._open(line.action_open()))
        line.action_mend()
        self.assertEqual((line.record_count, line.reason, line.mend), (0, False, False))

    def test_every_finding_opens(self):
        """What each check opens is a window that the manager may open, or nothing."""
        self.test_weights_that_fall()
        for finding in self.checkup.get_findings():
            with self.subTest(check=finding["code"]):
                self.assertEqual(bool(finding["count"]), bool(finding["action"]))
                self.assertEqual(bool(finding["count"]), bool(finding["reason"]))
                if finding["action"]:
                    self.env[finding["action"].get("res_model") or "sales.target"].check_access(
                        "read"
                    )

    def test_rights(self):
        for call in (
            self.checkup.with_user(self.seller).get_findings,
            lambda: self.checkup.with_user(self.seller).mend("pipeline"),
            lambda: self.checkup.with_user(self.seller).open_found("pipeline"),
        ):
            with self.assertRaisesRegex(AccessError, "Only sales administrators"):
                call()

    def test_bad_input(self):
        for code in ("nonsense", None, 7, ["x"], {}):
            with self.subTest(code=code), self.assertRaisesRegex(UserError, "There is no check"):
                self.checkup.mend(code)
        with self.assertRaisesRegex(UserError, "There is no check “weightt”"):
            self.checkup.get_findings(["weightt"])

    def test_many_at_once(self):
        """The first ones are named, the others counted; queries do not grow."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.checkup.get_findings(["sellers_without_team", "sellers_without_target"])
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(12):
            self._new_user(f"sp_s{number}", f"S {number}", "sales_team.group_sale_salesman")
        self.assertLessEqual(count(), few + 1)
        self.assertRegex(self._find("sellers_without_team")["reason"], r"…and \d+ more")

    def test_addons_add_checks(self):
        """A check of another addon is a method of its name."""
        Checkup = type(self.checkup)
        known = self.checkup._get_checks()
        added = {**known, "own": known["pipeline"]._replace(label="My own")}
        with (
            patch.object(Checkup, "_get_checks", lambda _self: added),
            patch.object(Checkup, "_find_own", lambda _self: {self.team: "So it is"}, create=True),
        ):
            finding = self._find("own")
        self.assertEqual((finding["label"], finding["count"]), ("My own", 1))
        self.assertIn("So it is", finding["reason"])
