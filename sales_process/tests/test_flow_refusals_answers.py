from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from .flow_refusals_common import FlowRefusalsCommon
from .refusals_common import proves
from .test_flow_answers import SIGNATURE


@tagged("post_install", "-at_install")
class TestAnswerRefusals(FlowRefusalsCommon, HttpCase):
    """The customer's answer reaches Odoo whatever a rule of the company says to what we make of
    it."""

    @proves("sale.order._register_customer_answer")
    def test_signed_online(self):
        """The customer signs: the order is signed and confirmed, and the seller is told."""
        order = self._create_order(require_signature=True, require_payment=False)
        order.action_quotation_sent()
        is_answer = "customer_answer"
        with (
            self.refusing_won(),
            self.refusing("sale.order", "write", lambda _orders, vals: is_answer in vals),
        ):
            self.env.flush_all()
            result = self.make_jsonrpc_request(
                f"/my/orders/{order.id}/accept",
                {
                    "access_token": order._portal_ensure_token(),
                    "name": "Ann of Acme",
                    "signature": SIGNATURE,
                },
            )
            self.assertIn("redirect_url", result)
            self.commit()
            self.assertEqual((order.state, order.signed_by), ("sale", "Ann of Acme"))
            self.assertFlow("order", "sent")
            self.assertRefused("stage", self.lead)
            self.assertRefused("answer", order)
            self.assertFalse(order.customer_answer)
        self.lead.priority = "2"
        self.commit()
        self.assertFlow("order")
        self.assertEqual(order.customer_answer, "accepted")
        self.assertFalse(self.refusals())

    @proves("sale.order._schedule_answer_event", "sale.order._close_answer_by_itself")
    def test_comment_and_reply(self):
        """A comment, and the seller's reply, are posted."""
        order = self._create_order()
        category = self.env.ref("sales_process.category_customer_answer")
        with self.refusing(
            "mail.activity",
            "create",
            lambda _events, vals: vals.get("event_category_id") == category.id,
            ValidationError,
        ):
            order.message_post(
                body="Too dear",
                author_id=self.customer.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            self.commit()
            self.assertEqual(order.customer_answer, "comment")
            self.assertRefused("answer_event", order, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertEqual(len(order.activity_ids), 1)
        self.assertPassed("answer_event", order)
        with self.refusing(
            "sale.order", "write", lambda _orders, vals: vals.get("is_answer_open") is False
        ):
            order.with_user(self.seller).message_post(
                body="We will see", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
            self.assertTrue(order.is_answer_open)
            self.assertRefused("answer_closed", order)
            order.activity_ids.action_feedback()
            self.assertTrue(order.is_answer_open)
        order.client_order_ref = "PO 10"
        self.commit()
        self.assertFalse(order.is_answer_open)
        self.assertPassed("answer_closed", order)
