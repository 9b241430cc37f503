from odoo.tests import HttpCase, tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestFlowTour(FlowCommon, HttpCase):
    """The whole way in a real browser."""

    def test_from_new_to_paid(self):
        """E1, E2, E7, E8: the seller quotes and sends, the customer signs on the portal, the
        seller delivers, invoices and registers the payment; bar, stage and weight follow."""
        self.company.portal_confirmation_sign = True
        self.company.portal_confirmation_pay = False
        self.customer.email = "ann@acme.example.com"
        self.env["product.product"].create(
            {
                "name": "Flow tour service",
                "type": "service",
                "invoice_policy": "delivery",
                "list_price": 500.0,
                "taxes_id": False,
                "company_id": self.company.id,
            }
        )
        lead = self._create_lead(name="Flow tour", stage_id=self.stages["new"].id)
        url = f"/odoo/crm.lead/{lead.id}"
        login = self.env.user.login
        self.start_tour(url, "sales_process_flow_send", login=login)
        order = lead.order_ids
        self.assertEqual(order.state, "sent")
        self.assertEqual(lead.expected_revenue, 500)
        self.start_tour(order.get_portal_url(), "sales_process_flow_sign", login=None)
        self.assertEqual(lead.won_status, "won")
        self.start_tour(url, "sales_process_flow_to_payment", login=login)
        stays = lead.stage_history_ids.sorted("id")
        self.assertEqual(
            stays.mapped("stage_id.flow_step"),
            [False, "quotation", "sent", "order", "delivery", "invoice", "payment"],
        )
        self.assertEqual(stays[-1].weight, 100)
