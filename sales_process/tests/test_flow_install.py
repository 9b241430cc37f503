from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowInstall(FlowCommon):
    """Documents that were there before."""

    def test_installed_over_existing_documents(self):
        """Invariant 10: existing opportunities keep stage and amount; what comes later counts."""
        order = self._create_order()
        order.action_confirm()
        other = self._create_lead(name="Other")
        self._create_order(other, lines=[(self.goods, 1)])
        (self.lead + other).write({"stage_id": self.stages["talks"].id})
        self.lead.write({"expected_revenue": 777, "is_revenue_manual": False})
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET flow_step = 'none', flow_step_followed = 'none',
                      flow_state = '{}', flow_revenue = 0 WHERE id IN %s""",
            [(self.lead + other)._ids],
        )
        self.env.invalidate_all()
        self.env["crm.lead"]._init_process()
        self.assertFlow("order", "talks")
        self.assertFlow("quotation", "talks", lead=other)
        self.assertEqual(self.lead.expected_revenue, 777)
        self.assertTrue(self.lead.is_revenue_manual)
        self.assertFalse(other.is_revenue_manual)
        self._deliver(order)
        self.assertFlow("delivery")
        self.assertEqual(self.lead.expected_revenue, 777)
        self.assertEqual(other.expected_revenue, 70)

    def test_days_from_ask_to_decision_of_before(self):
        """Asked on 3 March and won on 13: ten days; nothing is said of what is not decided."""
        other = self._create_lead(name="Other")
        for lead in self.lead | other:
            self._create_order(lead).sudo().sent_on = "2025-03-03 08:00:00"
        self.lead.order_ids.action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_lead SET asked_on = NULL, decided_on = NULL, ask_to_decision_days = NULL,
                      date_closed = '2025-03-13 08:00:00' WHERE id IN %s""",
            [(self.lead + other)._ids],
        )
        self.env.invalidate_all()
        self.env["crm.lead"]._init_process()
        self.assertEqual(self.lead.ask_to_decision_days, 10)
        self.assertIs(other.ask_to_decision_days, False)
