from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestGoalsSettings(GoalsCommon):
    """Settings of goals: refused, gone bad, copied with the stage and the process."""

    def test_archived_category(self):
        """F1: a goal whose category is archived is set aside: it holds nobody back, moves nobody
        on by itself, and says so."""
        self.first.goal_policy = "block"
        self.visit_category.active = False
        [line] = self.lead.goal_status["goals"]
        self.assertTrue(line["is_set_aside"])
        self.assertIn("archived", line["problem"])
        self.assertFalse(self.lead.goal_status["is_met"])
        self.assertEqual(self.lead.stage_id, self.first)
        self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)

    def test_bad_settings(self):
        """F1: goals that nobody could meet are refused, with the stage's name and what to do."""
        for values, message in [
            ({"kind": "event"}, "Choose the event category.*First"),
            ({"kind": "flow"}, "Choose the document.*First"),
            ({"kind": "domain"}, "has no condition"),
            ({"kind": "domain", "domain": "[('nonsense', '=', 1)]"}, "cannot be read"),
            ({"kind": "domain", "domain": "[('user_id', '=', uid)]"}, "cannot be read"),
            ({"kind": "domain", "domain": "__import__('os')"}, "cannot be read"),
            ({"kind": "domain", "domain": "[('date_deadline', '<', 'someday')]"}, "cannot be read"),
        ]:
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, message):
                self._create_goal(self.first, **values)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self._create_goal(
                self.first, kind="event", event_category_id=self.visit_category.id, count=0
            )
            self.env.flush_all()
        self.assertIn("count", str(caught.exception).lower())

    def test_condition_gone_bad(self):
        """F1: a condition that can no longer be judged is set aside and breaks nothing."""
        goal = self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_stage_goal SET domain = %s WHERE id = %s", ["[('x_gone', '=', 1)]", goal.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        line = self.lead.goal_status["goals"][1]
        self.assertTrue(line["is_set_aside"])
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_lost_and_leads(self):
        """F1: lost opportunities and leads pursue no goals; restored, they do again."""
        self.lead.action_set_lost()
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertFalse(self.lead.goal_status)
        self._new_transaction()
        self.lead.action_unarchive()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_guidance(self):
        """F2: the guidance of the stage is on the opportunity, in the seller's language."""
        self.env["res.lang"]._activate_lang("fi_FI")
        self.first.guidance = "<p>Ask for the budget</p>"
        self.first.update_field_translations(
            "guidance", {"fi_FI": {"Ask for the budget": "Kysy budjetti"}}
        )
        self.assertIn("Ask for the budget", self.lead.with_user(self.seller).guidance)
        self.assertIn("Kysy", self.lead.with_user(self.seller).with_context(lang="fi_FI").guidance)
        self.lead.stage_id = self.second
        self.assertFalse(self.lead.guidance)

    def test_process_carries_goals(self):
        """F1: a ready-made process brings its goals, tasks and mails along; saving a team's stages
        as a process keeps them."""
        self.env["res.lang"]._activate_lang("fi_FI")
        self._create_plan(self.first, {"summary": "Call"})
        budget = self._create_goal(
            self.first, name="Budget known", kind="domain", domain="[('priority', '=', '3')]"
        )
        budget.with_context(lang="fi_FI").name = "Budjetti tiedossa"
        self.first.goal_policy = "block"
        action = self.team.with_user(self.manager).action_save_process()
        process = self.env["sales.process.template"].browse(action["res_id"])
        other_team = self.env["crm.team"].create({"name": "Another team"})
        wizard = (
            self.env["sales.process.template.load"]
            .with_user(self.manager)
            .create({"template_id": process.id, "team_id": other_team.id})
        )
        for line in wizard.line_ids:
            line.target_id = line.target_id or process.stage_ids[0]
        wizard.action_load()
        loaded = other_team._get_process_stages()[0]
        self.assertNotEqual(loaded, self.first)
        self.assertEqual(loaded.name, "First")
        self.assertEqual(loaded.goal_policy, "block")
        self.assertEqual(loaded.activity_plan_id, self.first.activity_plan_id)
        self.assertEqual(
            loaded.goal_ids.mapped("display_name"), ["Customer visit held", "Budget known"]
        )
        self.assertEqual(loaded.goal_ids.event_category_id, self.visit_category)
        self.assertEqual(self.first.goal_ids, self.visit_goal | budget, "its own ones stay")

    def test_stage_copy(self):
        """F1: the copy of a stage has the same goals, as goals of its own."""
        copy = self.first.copy({"name": "Copy"})
        self.assertEqual(copy.goal_ids.event_category_id, self.visit_category)
        self.assertNotEqual(copy.goal_ids, self.visit_goal)
        self.assertEqual(self.first.goal_ids, self.visit_goal)
