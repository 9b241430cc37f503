from odoo import Command
from odoo.tests import HttpCase, tagged

STAGES = 17
LEADS = 2000
TEAMS = 5


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestFirstHour(HttpCase):
    """I1: from *Activate* to the first logged call in the guided start alone, in 25 clicks at most,
    which the tour counts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.env.ref("base.user_admin")
        cls.env["sales.process.start"].search([]).unlink()

    def _take(self):
        """As an administrator of whom Odoo asks what comes after the installation."""
        self.env["ir.actions.todo"].search([]).state = "done"
        self.env.ref("sales_process.sales_process_start_todo").action_open()
        activated = self.env["ir.module.module"].with_user(self.admin).next()
        self.start_tour(activated["url"], "first_hour", login="admin")
        self.env.invalidate_all()
        start = self.env["sales.process.start"].search([])
        self.assertTrue(start.is_finished)
        self.assertEqual(set(start.step_ids.mapped("state")), {"done"})
        call = self.env["mail.activity"].search(
            [("summary", "=", "Our first call"), ("active", "=", False)]
        )
        self.assertTrue(call.is_held)
        self.assertEqual(call.user_id, self.admin)
        self.assertEqual(call.customer_id.name, "Northern Lights Ltd")
        return start

    def test_new_company(self):
        """Nothing is there but what Odoo brings: a team and four stages."""
        self.env["crm.lead"].search([]).unlink()
        self._take()

    def test_company_at_work(self):
        """Seventeen stages, two thousand opportunities, five teams: all stay where they are."""
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        stages |= self.env["crm.stage"].create(
            [
                {"name": f"Step {number}", "sequence": number}
                for number in range(STAGES - len(stages))
            ]
        )
        teams = self.env["crm.team"].create([{"name": f"Team {n}"} for n in range(TEAMS)])
        teams[0].crm_team_member_ids = [Command.create({"user_id": self.admin.id})]
        leads = (
            self.env["crm.lead"]
            .with_context(tracking_disable=True)
            .create(
                [
                    {
                        "name": f"Lead {number}",
                        "type": "opportunity",
                        "team_id": teams[number % TEAMS].id,
                        "stage_id": stages[number % STAGES].id,
                        "user_id": self.admin.id,
                        "expected_revenue": 1000,
                    }
                    for number in range(LEADS)
                ]
            )
        )
        self.env.flush_all()
        before = {lead.id: (lead.team_id.id, lead.stage_id.id) for lead in leads}
        start = self._take()
        self.assertEqual({lead.id: (lead.team_id.id, lead.stage_id.id) for lead in leads}, before)
        self.assertEqual(len(start.team_id._get_process_stages()), STAGES)
