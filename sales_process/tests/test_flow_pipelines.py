from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowPipelines(FlowCommon):
    """Teams without a stage for a step, merged opportunities, another team."""

    def test_team_without_a_stage_for_the_step(self):
        """E2: the nearest lower step that the team has."""
        self.stages["delivery"].unlink()
        self.stages["sent"].flow_step = False
        order = self._create_order()
        order.action_quotation_sent()
        self.assertFlow("sent", "quotation")
        order.action_confirm()
        self._deliver(order)
        self.assertFlow("delivery", "order")

    def test_team_without_an_order_stage_still_wins(self):
        """E2: won is won at the order, with whatever won stage the team has."""
        self.stages["order"].flow_step = False
        self._create_order().action_confirm()
        self.assertEqual(self.lead.won_status, "won")

    def test_stage_before_the_documents_was_deleted(self):
        """E3: where that stage is gone, the team's nearest lower weight."""
        order = self._create_order()
        self.assertFlow("quotation")
        self.stages["talks"].unlink()
        order.unlink()
        self.assertFlow("none", "new")

    def test_merged_opportunities(self):
        """E4: the merged opportunity has all orders, and the least advanced counts."""
        other = self._create_lead(name="Other")
        first, second = self._create_order(), self._create_order(other)
        first.action_confirm()
        self._deliver(first)
        second.action_confirm()
        merged = (self.lead + other).merge_opportunity()
        self.assertFlow("order", lead=merged)
        self.assertEqual(merged.order_ids, first + second)

    def test_team_change_keeps_the_step(self):
        """C8, E2: in another pipeline the opportunity enters the stage for its step."""
        team = self.env["crm.team"].create({"name": "Other", "has_own_stages": True})
        _start, won = self.env["crm.stage"].create(
            [
                {"name": "Start", "team_ids": team.ids, "sequence": 1},
                {
                    "name": "Sold",
                    "team_ids": team.ids,
                    "sequence": 2,
                    "flow_step": "order",
                    "is_won": True,
                },
            ]
        )
        self._create_order().action_confirm()
        self.lead.team_id = team
        self.assertEqual(self.lead.stage_id, won)
