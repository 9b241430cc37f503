from odoo.tests import tagged

from odoo.addons.sales_process.tests.audit_common import DamageCase

from .flow_stock_common import FlowStockCommon


@tagged("post_install", "-at_install")
class TestAuditStock(DamageCase, FlowStockCommon):
    """What an order says of its transfers is read again, and mended; its delivery follows."""

    def test_transfers_of_an_order(self):
        order = self._create_order(self.lead)
        order.action_confirm()
        self.assertEqual(self._run("transferred")["count"], 0)
        self._damage("UPDATE sale_order SET is_transferred = TRUE WHERE id = %s", order.id)
        self._assert_found_and_mended("transferred", order, [order.name, "do not say so"])
        self.assertFalse(order.is_transferred)
        self._deliver(order)
        self.assertEqual(self._run("transferred")["count"], 0)
        self._damage(
            "UPDATE sale_order SET is_transferred = NULL, is_delivery_closed = NULL WHERE id = %s",
            order.id,
        )
        self._assert_found_and_mended("transferred", order, [order.name, "and its transfers say"])
        self.assertTrue(order.is_transferred)
        self.assertTrue(order.is_delivery_closed)
