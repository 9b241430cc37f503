from odoo import Command
from odoo.tests import tagged

from .flow_common import FlowCommon

# What the form shows of an opportunity in Odoo, and what these addons add to it
STOCK = [
    "name",
    "stage_id",
    "team_id",
    "user_id",
    "company_id",
    "company_currency",
    "expected_revenue",
    "sale_amount_total",
    "quotation_count",
    "duration_tracking",
]
OURS = [
    "weight",
    "is_weight_manual",
    "weighted_revenue",
    "team_stage_ids",
    "guidance",
    "goal_status",
    "flow_step",
    "flow_state",
    "is_revenue_manual",
    "follow_up_count",
    "date_last_stage_update",
    "asked_on",
    "decided_on",
    "ask_to_decision_days",
]


@tagged("post_install", "-at_install")
class TestFormQueries(FlowCommon):
    """Opening an opportunity costs what it costs in Odoo."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("sales_team.group_sale_salesman_all_leads").user_ids += cls.seller
        cls.leads = cls.lead + cls._create_lead(name="Second")

    def _sell(self):
        """Both opportunities have an order, an invoice and a payment."""
        for lead in self.leads:
            order = self._create_order(lead)
            order.action_confirm()
            self._deliver(order)
            self._pay(self._invoice(order))

    def _count(self, function):
        """Queries of a function that has run before; nothing is cached but what caches keep."""
        for lead in self.leads:
            self.env.flush_all()
            self.env.invalidate_all()
            function(lead)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        function(self.leads[1])
        return self.env.cr.sql_log_count - before

    def _count_read(self, names):
        def read(lead):
            specification = {
                name: {"fields": {"display_name": {}}}
                if lead._fields[name].type == "many2one"
                else {}
                for name in names
            }
            lead.with_user(self.seller).web_read(specification)

        return self._count(read)

    def test_form_costs_one_query_more(self):
        """Speed: what the addons show on the form is read with what Odoo reads, with documents
        and without; follow-ups are counted beside it."""
        self.assertEqual(self._count_read(STOCK + OURS), self._count_read(STOCK) + 1)
        self._sell()
        self.assertEqual(self._count_read(STOCK + OURS), self._count_read(STOCK) + 1)

    def test_bar_costs_one_query(self):
        """Speed: days, amounts and next steps come from one query over the documents, beside the
        opportunity, its orders and their company; without documents from none."""

        def read(lead):
            lead.with_user(self.seller).get_flow_bar()

        self.assertLessEqual(self._count(read), 3)
        self._sell()
        few = self._count(read)
        self.assertLessEqual(few, 6)
        self._create_order(self.leads[1], lines=[(self.goods, 1)] * 5).action_confirm()
        self._create_order(self.leads[1])
        self.assertEqual(self._count(read), few, "none for each order or line")

    def test_follow_ups_are_counted(self):
        """C9: the count follows follow-ups that come, go and are given to another opportunity."""
        origin, other = self.leads
        follow_up = self.env["crm.lead"].browse(origin.action_create_follow_up()["res_id"])
        self.assertEqual(origin.follow_up_count, 1)
        follow_up.origin_lead_id = other
        self.assertEqual(origin.follow_up_count, 0)
        self.assertEqual(other.follow_up_count, 1)
        follow_up.active = False
        self.assertEqual(other.follow_up_count, 1, "lost ones count")
        followed = [("id", "in", self.leads.ids), ("has_follow_ups", "=", True)]
        self.assertEqual(self.env["crm.lead"].search(followed), other)
        self.assertEqual(self.leads.filtered("has_follow_ups"), other)
        followed[1] = ("has_follow_ups", "=", False)
        self.assertEqual(self.env["crm.lead"].search(followed), origin)
        follow_up.unlink()
        self.assertEqual(other.follow_up_count, 0)

    def test_bar_of_stages_follows_the_settings(self):
        """C1: the stages that the bar offers change with the team's and the stages' settings."""
        self.assertEqual(self.lead.team_stage_ids, self.team._get_process_stages())
        self.stages["new"].team_ids = [Command.set(self.team.copy().ids)]
        self.lead.invalidate_recordset(["team_stage_ids"])
        self.assertNotIn(self.stages["new"], self.lead.team_stage_ids)
        shared = self.env["crm.stage"].create({"name": "Shared", "sequence": 150})
        self.team.has_own_stages = False
        self.lead.invalidate_recordset(["team_stage_ids"])
        self.assertIn(shared, self.lead.team_stage_ids)
        shared.unlink()
        self.lead.invalidate_recordset(["team_stage_ids"])
        self.assertEqual(self.lead.team_stage_ids, self.team._get_process_stages())
