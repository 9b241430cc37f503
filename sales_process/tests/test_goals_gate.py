from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestGoalsGate(GoalsCommon):
    """F4: one gate for every way into a stage. Documents alone pass."""

    def setUp(self):
        super().setUp()
        self.first.goal_policy = "block"
        self.mine = self.lead.with_user(self.seller)

    def _assert_refused(self, function, *args):
        with self.assertRaisesRegex(UserError, "(?s)Not to “.*” yet.*Acme project.*First"):
            function(*args)
            self.env.flush_all()

    def test_lost_moved_restored(self):
        self.mine.action_set_lost()
        self._assert_refused(self.mine.write, {"stage_id": self.second.id})
        self.mine.action_restore()
        self.assertEqual(self.lead.stage_id, self.first)

    def test_as_a_lead(self):
        self.mine.type = "lead"
        self._assert_refused(self.mine.write, {"stage_id": self.second.id})
        self._assert_refused(self.mine.write, {"stage_id": self.second.id, "type": "opportunity"})

    def test_by_an_import(self):
        self.env["ir.model.data"].create(
            {"module": "test", "name": "acme", "model": "crm.lead", "res_id": self.lead.id}
        )
        result = (
            self.env["crm.lead"]
            .with_user(self.seller)
            .load(["id", "stage_id/.id"], [["test.acme", str(self.second.id)]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("Not to “Second” yet", result["messages"][0]["message"])

    def test_by_a_server_action(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Move on",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": f"record.write({{'stage_id': {self.second.id}}})",
            }
        )
        run = action.with_context(active_model="crm.lead", active_id=self.lead.id).run
        self._assert_refused(run)

    def test_by_a_client_that_claims_a_cause(self):
        claims = {"cron_id": 1, "sales_process_cause": "document", "sales_process_merge": True}
        self._assert_refused(self.mine.with_context(**claims).write, {"stage_id": self.second.id})

    def test_round_by_another_team(self):
        """Into another pipeline and back is where it was, unless the goals are met meanwhile."""
        (self.second | self.third).team_ids |= self.env["crm.team"].create(
            {"name": "Detour", "has_own_stages": True, "member_ids": [Command.set(self.seller.ids)]}
        )
        detour = self.second.team_ids - self.lead.team_id
        self.lead.team_id = detour
        self.assertEqual(self.lead.stage_id, self.second, "the first one there")
        self.mine.stage_id = self.third
        self._assert_refused(self.mine.write, {"team_id": self.team.id})
        self._hold()
        self.lead.team_id = self.team
        self.assertEqual((self.lead.team_id, self.lead.stage_id), (self.team, self.third))

    def test_back_to_where_it_was(self):
        detour = self.env["crm.team"].create({"name": "Detour"})
        stage = self.lead.stage_id
        self.lead.team_id = detour
        self.lead.team_id = self.team
        self.assertEqual(self.lead.stage_id, stage)
