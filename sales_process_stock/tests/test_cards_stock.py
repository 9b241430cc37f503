from odoo.tests import new_test_user, tagged

from .flow_stock_common import FlowStockCommon


@tagged("post_install", "-at_install")
class TestCardsStock(FlowStockCommon):
    def test_rows_of_orders_lead_to_their_deliveries(self):
        """H1: who may read deliveries opens those of an order from its row."""
        self.env.user.group_ids |= self.env.ref("stock.group_stock_user")
        order = self._create_order()
        order.action_confirm()
        card = self.env["sales.card"].create(
            {"name": "Orders", "model": "sale.order", "domain": f"[('id', '=', {order.id})]"}
        )
        [row] = card.preview
        self.assertIn("deliveries", row["actions"])
        action = card.run_row_action(order.id, "deliveries")
        self.assertEqual(action["res_id"], order.picking_ids.id)
        seller = new_test_user(
            self.env, "sp_without_stock", "sales_team.group_sale_salesman_all_leads"
        )
        self.env["ir.model.access"].search([("model_id.model", "=", "stock.picking")]).perm_read = 0
        card.invalidate_recordset()
        [row] = card.with_user(seller).preview
        self.assertNotIn("deliveries", row["actions"])
        result = card.with_user(seller).run_row_action(order.id, "deliveries")
        self.assertIn("has changed meanwhile", result["message"])

    def test_timeline_of_a_customer(self):
        """H5: deliveries and returns are told in the customer's timeline, receipts are not."""
        self.env.user.group_ids |= self.env.ref("sales_team.group_sale_salesman_all_leads")
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        delivery = order.picking_ids
        receipt = delivery.copy(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "sale_id": False,
                "partner_id": self.customer.id,
            }
        )
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        entries = self.customer.get_sales_panel({"kinds": ["document"]})["timeline"]["entries"]
        titles = [entry["title"] for entry in entries]
        self.assertIn(f"Delivery {delivery.name}", titles)
        self.assertNotIn(receipt.name, str(titles))
