from odoo import Command
from odoo.tests import Form, HttpCase, tagged

from .flow_common import FlowCommon

SIGNATURE = "".join(
    [
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9",
        "awAAAABJRU5ErkJggg==",
    ]
)


@tagged("post_install", "-at_install")
class TestQuotationFromOpportunity(FlowCommon):
    """What a quotation takes over from its opportunity, and what sending it does."""

    def test_quotation_carries_the_opportunity(self):
        """E5: customer, team, seller, source, campaign, medium and tags."""
        tag = self.env["crm.tag"].create({"name": "Key account"})
        source = self.env["utm.source"].create({"name": "Fair"})
        self.lead.write({"tag_ids": [Command.set(tag.ids)], "source_id": source.id})
        action = self.lead.action_sale_quotations_new()
        with Form(self.env["sale.order"].with_context(**action["context"])) as form:
            form.save()
        order = form.record
        self.assertEqual(order.opportunity_id, self.lead)
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.team_id, self.team)
        self.assertEqual(order.user_id, self.seller)
        self.assertEqual(order.source_id, source)
        self.assertEqual(order.tag_ids, tag)
        self.assertFlow("quotation")

    def test_template_of_the_stage_or_the_team(self):
        """E5: the stage's quotation template is preset with its lines, else the team's."""
        templates = self.env["sale.order.template"].create(
            [
                {
                    "name": name,
                    "sale_order_template_line_ids": [
                        Command.create({"product_id": product.id, "product_uom_qty": 3})
                    ],
                }
                for name, product in (("Team", self.goods), ("Stage", self.service))
            ]
        )
        self.env.user.group_ids += self.env.ref("sale_management.group_sale_order_template")
        self.team.sale_order_template_id = templates[0]
        for template, stage_template in ((templates[0], False), (templates[1], templates[1])):
            self.lead.stage_id.sale_order_template_id = stage_template
            action = self.lead.action_sale_quotations_new()
            with Form(self.env["sale.order"].with_context(**action["context"])) as form:
                form.save()
            order = form.record
            self.assertEqual(order.sale_order_template_id, template)
            self.assertEqual(
                order.order_line.product_id,
                template.sale_order_template_line_ids.product_id,
            )
            order.unlink()

    def test_sent_by_mail_starts_the_ask_clock(self):
        """E8: the mail makes the quotation sent and the opportunity asked, the first time only."""
        order = self._create_order()
        action = order.action_quotation_send()
        composer = Form(
            self.env["mail.compose.message"].with_context(**action["context"], active_ids=order.ids)
        ).save()
        composer._action_send_mail()
        self.assertEqual(order.state, "sent")
        self.assertFlow("sent")
        asked_on = self.lead.asked_on
        self.assertTrue(asked_on)
        self.assertEqual(order.sent_on, asked_on)
        other = self._create_order()
        other.action_quotation_sent()
        self.assertEqual(self.lead.asked_on, asked_on)

    def test_shared_online_is_sent(self):
        """E8: sharing the online quotation sends it."""
        order = self._create_order()
        share = (
            self.env["portal.share"]
            .with_context(active_model="sale.order", active_id=order.id)
            .create({"partner_ids": [Command.set(self.customer.ids)]})
        )
        share.action_send_mail()
        self.assertEqual(order.state, "sent")
        self.assertFlow("sent")

    def test_bar_tells_how_far_when_and_how_much(self):
        """E1: the bar names what is reached, with day and amount, parts as such, and what is
        next."""
        bar = self.lead.get_flow_bar()
        self.assertEqual(
            [action["method"] for action in bar["next"]], ["action_sale_quotations_new"]
        )
        order = self._create_order()
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_send")
        order.action_quotation_sent()
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_confirm")
        self.lead.action_flow_confirm()
        self._deliver(order, 1)
        bar = self.lead.get_flow_bar()
        self.assertEqual(bar["next"][0]["method"], "action_flow_deliver")
        steps = {step["key"]: step for step in bar["steps"]}
        self.assertEqual(
            {key: step["state"] for key, step in steps.items()},
            {
                "quotation": "reached",
                "sent": "reached",
                "order": "reached",
                "delivery": "partial",
                "invoice": "open",
                "payment": "open",
            },
        )
        self.assertEqual((steps["delivery"]["amount"], steps["delivery"]["total"]), (70, 140))
        self.assertEqual(steps["order"]["amount"], 140)
        self.assertTrue(steps["order"]["date"])
        self.assertTrue(steps["order"]["is_current"])
        self._deliver(order)
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_invoice")
        invoice = self._invoice(order, post=False)
        action = self.lead.action_flow_invoice()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))
        invoice.action_post()
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_pay")
        self._pay(invoice, 35)
        steps = {step["key"]: step for step in self.lead.get_flow_bar()["steps"]}
        self.assertEqual(steps["invoice"]["amount"], 140)
        self.assertEqual((steps["payment"]["state"], steps["payment"]["amount"]), ("partial", 35))
        self._pay(invoice)
        bar = self.lead.get_flow_bar()
        self.assertFalse(bar["next"])
        self.assertEqual(bar["steps"][-1]["amount"], 140)

    def test_bar_without_delivery(self):
        """E1: nothing to deliver, no delivery step on the bar."""
        order = self._create_order(lines=[(self.service, 1)])
        self.assertNotIn("delivery", [step["key"] for step in self.lead.get_flow_bar()["steps"]])
        order.action_confirm()
        self.assertNotIn("delivery", [step["key"] for step in self.lead.get_flow_bar()["steps"]])
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_invoice")

    def test_bar_shows_prepayment(self):
        """E1: money ahead of the goods is a tick of its own."""
        order = self._create_order()
        order.action_confirm()
        self._pay(self._down_payment(order))
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.lead.get_flow_bar()["next"][0]["method"], "action_flow_deliver")

    def test_steps_open_their_documents(self):
        """E1: a click on a step opens what is behind it."""
        order = self._create_order()
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        self._pay(invoice)
        expected = {
            "quotation": ("sale.order", order.id),
            "order": ("sale.order", order.id),
            "invoice": ("account.move", invoice.id),
            "payment": ("account.payment", invoice.matched_payment_ids.id),
        }
        for step, (model, res_id) in expected.items():
            action = self.lead.action_open_flow_step(step)
            self.assertEqual((action["res_model"], action["res_id"]), (model, res_id), step)

    def test_amounts_follow_the_rights(self):
        """E1, invariant 8: a seller who may not read a colleague's order sees the step that the
        opportunity has reached, and no amount of it."""
        colleague = self.company_data["default_user_salesman"].copy(
            {
                "login": "flow_colleague",
                "group_ids": [Command.set(self.env.ref("sales_team.group_sale_salesman").ids)],
            }
        )
        order = self._create_order(user_id=colleague.id)
        order.action_confirm()
        self._deliver(order)
        invoice = self._invoice(order)
        invoice.invoice_user_id = colleague
        self.env.flush_all()
        bar = self.lead.with_user(self.seller).get_flow_bar()
        steps = {step["key"]: step for step in bar["steps"]}
        self.assertEqual(steps["invoice"]["state"], "reached")
        self.assertFalse(any(step["amount"] for step in bar["steps"]))
        self.assertEqual(self.lead.get_flow_bar()["steps"][2]["amount"], 140)


@tagged("post_install", "-at_install")
class TestOnlineAnswers(FlowCommon, HttpCase):
    """The customer answers the online quotation, as the public user with the link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(require_signature=True, require_payment=False)
        cls.order.action_quotation_sent()
        cls.order._portal_ensure_token()

    def _answer_event(self, order=None):
        return (order or self.order)._get_answer_events()

    def _decline(self, reason="Too expensive", order=None):
        order = order or self.order
        page = self.url_open(order.get_portal_url())
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        return self.url_open(
            f"/my/orders/{order.id}/decline?access_token={order.access_token}",
            data={"csrf_token": token, "decline_message": reason},
        )

    def test_accepted_with_a_signature(self):
        """E7: signing online confirms the order, moves the opportunity and tells the seller."""
        self.make_jsonrpc_request(
            f"/my/orders/{self.order.id}/accept",
            {"access_token": self.order.access_token, "name": "Ann", "signature": SIGNATURE},
        )
        self.assertEqual(self.order.state, "sale")
        self.assertFlow("order")
        self.assertTrue(self.lead.decided_on)
        self.assertEqual(self.order.customer_answer, "accepted")
        self.assertTrue(self.order.is_answer_open)
        event = self._answer_event()
        self.assertEqual((len(event), event.user_id, event.lead_id), (1, self.seller, self.lead))
        self.assertIn("accepted", "".join(self.lead.message_ids.mapped("body")))

    def test_rejected_with_a_reason(self):
        """E7: a rejection cancels the quotation; the opportunity falls back, the seller learns
        the reason and goes on with a revision or a loss."""
        self._decline()
        self.assertEqual(self.order.state, "cancel")
        self.assertFlow("none", "talks")
        self.assertTrue(self.lead.decided_on)
        self.assertEqual(self.order.customer_answer, "rejected")
        self.assertEqual(self.order.customer_answer_reason, "Too expensive")
        self.assertIn("Too expensive", self._answer_event().note)
        self.assertEqual(
            [action["method"] for action in self.lead.get_flow_bar()["next"]],
            ["action_flow_revise", "action_flow_lose"],
        )
        lost = self.lead.action_flow_lose()
        self.assertEqual(lost["context"]["default_lead_ids"], self.lead.ids)
        self.assertFalse(self.order.is_answer_open)

    def test_revised_after_a_rejection(self):
        """E7: a revision is a new quotation of the same opportunity, and takes the row away."""
        self._decline()
        action = self.lead.action_flow_revise()
        revision = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(revision.opportunity_id, self.lead)
        self.assertEqual(revision.order_line.product_id, self.goods)
        self.assertFalse(self.order.is_answer_open)
        self.assertFalse(self._answer_event())
        self.assertFlow("quotation")
        revision.action_quotation_sent()
        self.assertFalse(self.lead.decided_on, "The customer was asked again")

    def test_rejected_where_no_signature_is_required(self):
        """E7: the button is there and works without signature and payment."""
        self.order.require_signature = False
        page = self.url_open(self.order.get_portal_url())
        self.assertIn('name="sale_order_reject"', page.text)
        page = self._decline("Not now")
        self.assertIn("You rejected this quotation", page.text)
        self.assertEqual(self.order.state, "cancel")

    def test_rejected_only_with_a_reason_and_while_open(self):
        """E7: no reason, no rejection; an order cannot be rejected any more."""
        self._decline("  ")
        self.assertEqual(self.order.state, "sent")
        self.order.action_confirm()
        self.assertFalse(self.order._can_be_rejected())
        self._decline("Too late")
        self.assertEqual(self.order.state, "sale")

    def test_comment(self):
        """E7: what the customer writes reaches the seller; the seller's reply handles it."""
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "sale.order",
                "thread_id": self.order.id,
                "post_data": {
                    "body": "Can you deliver in May?",
                    "message_type": "comment",
                    "subtype_xmlid": "mail.mt_comment",
                },
                "token": self.order.access_token,
            },
        )
        self.assertEqual(self.order.customer_answer, "comment")
        self.assertEqual(self.order.customer_answer_reason, "Can you deliver in May?")
        self.assertEqual(len(self._answer_event()), 1)
        self.assertFlow("sent")
        self.order.with_user(self.seller).message_post(
            body="Yes", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.order.is_answer_open)
        self.assertFalse(self._answer_event())

    def test_a_client_does_not_say_what_is_no_answer(self):
        self.order.with_context(customer_answer_skip=True).message_post(
            author_id=self.customer.id,
            body="Too late",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.order.customer_answer, "comment")

    def test_second_answer_goes_into_the_open_event(self):
        """E7: two answers, one event: the newer words."""
        for words in ("First", "Second"):
            self.order._register_customer_answer("comment", words)
        self.assertEqual(len(self._answer_event()), 1)
        self.assertIn("Second", self._answer_event().note)

    def test_done_event_takes_the_answer_off_the_card(self):
        """E7: marking the event as done handles the answer."""
        self.order._register_customer_answer("comment", "Hello")
        self._answer_event().with_user(self.seller).action_feedback()
        self.assertFalse(self.order.is_answer_open)

    def test_internal_notes_are_no_answer(self):
        """E7: notes and the seller's own mails are no customer's answer."""
        self.order.message_post(body="Note", subtype_xmlid="mail.mt_note")
        self.order.with_user(self.seller).message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.order.customer_answer)

    def test_paid_online(self):
        """E7: a payment online confirms the order where it is set, and is an answer."""
        self.order.write({"require_signature": False, "require_payment": True})
        provider = self.env["payment.provider"].create(
            {"name": "Dummy", "code": "none", "company_id": self.company.id, "state": "test"}
        )
        method = self.env["payment.method"].create({"name": "Dummy", "code": "flow_dummy"})
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": "flow-1",
                "amount": self.order.amount_total,
                "currency_id": self.order.currency_id.id,
                "partner_id": self.customer.id,
                "sale_order_ids": [Command.set(self.order.ids)],
            }
        )
        # Authorized is enough to confirm; the provider for tests cannot, unless it says so
        self.patch(
            type(provider),
            "_compute_feature_support_fields",
            lambda providers: providers.update({"support_manual_capture": "full_only"}),
        )
        provider.invalidate_recordset()
        transaction._set_authorized()
        transaction._post_process()
        self.assertEqual(self.order.state, "sale")
        self.assertFlow("order")
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        self.assertEqual(self.order.customer_answer, "accepted")
