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
