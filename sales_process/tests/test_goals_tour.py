from odoo.tests import HttpCase, tagged

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestGoalsTour(HttpCase, GoalsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.write({"name": "Qualified", "guidance": "<p>See the line running</p>"})
        cls.second.name = "Proposition"
        cls._create_plan(cls.first, {"summary": "Send the brochure", "delay_count": 3})
        cls.lead._plan_stage_tasks()

    def test_seller_is_carried_on(self):
        """F1, F2, F3: a seller logs the visit that the goal asks for; the opportunity goes from
        Qualified to Proposition, and the task that was left is skipped."""
        self.start_tour(f"/odoo/crm/{self.lead.id}", "goals_seller", login="sp_seller")
        self.env.invalidate_all()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(self.get_stays(self.lead)[-1].cause, "goal")
        [task] = self._tasks()
        self.assertTrue(task.is_skipped)
        self.assertFalse(task.date_done)

    def test_seller_is_held_back(self):
        """F4: a stage that blocks says in the browser what is missing."""
        self.first.goal_policy = "block"
        self.start_tour(f"/odoo/crm/{self.lead.id}", "goals_blocked", login="sp_seller")
        self.env.invalidate_all()
        self.assertEqual(self.lead.stage_id, self.first)

    def test_card_goes_back_to_its_column(self):
        """F4: dragged on the board out of a stage that blocks, a card returns to its column."""
        self.first.goal_policy = "block"
        action = self.env.ref("crm.crm_lead_action_pipeline").id
        self.start_tour(f"/odoo/action-{action}", "goals_blocked_board", login="sp_seller")
        self.env.invalidate_all()
        self.assertEqual(self.lead.stage_id, self.first)
