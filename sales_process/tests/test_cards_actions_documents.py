from datetime import date
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError

from .row_actions_common import TestRowActionsCommon


class TestRowRights(TestRowActionsCommon):
    def test_a_row_offers_what_its_reader_may_do(self):
        """H1: who may read a record and not write it is offered to open it."""
        rule = {
            "name": "Reads only",
            "model_id": self.env["ir.model"]._get_id("crm.lead"),
            "domain_force": "[(0, '=', 1)]",
            "perm_read": False,
        }
        self.assertEqual(
            self._offered(self.card_leads, self.lead),
            ["log", "plan", "new_quotation", "lost", "open"],
        )
        self.env["ir.rule"].create(rule)
        self.assertEqual(self._offered(self.card_leads, self.lead), ["open"])
        result = self._run(self.card_leads, self.lead, "lost")
        self.assertIn("has changed meanwhile", result["message"])

    def test_colleagues_events(self):
        """H1: a seller does nothing with a colleague's record that may not be read."""
        lead = self.lead.copy({"user_id": self.seller2.id})
        call = self._create_event(self.action_category, record=lead, user=self.seller2)
        result = self._run(self.card_tasks, call, "done")
        self.assertIn("no longer yours to read", result["message"])
        self.assertTrue(call.active)

    def test_manager_acts_on_a_sellers_view(self):
        """H1: on a seller's view the seller is filled in, within the manager's rights."""
        prospect = self._create_event(self.prospect_category)
        card = self._as(self.card_prospects, self.manager, card_user_id=self.seller.id)
        context = card.run_row_action(prospect.id, "log_call")["context"]
        self.assertEqual(context["default_user_id"], self.seller.id)
        with self.assertRaises(AccessError):
            self._as(self.card_prospects, self.seller2, card_user_id=self.seller.id).run_row_action(
                prospect.id, "log_call"
            )

    def test_without_access_to_documents(self):
        """H1: what a role may not create is not offered."""
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "sale.order")]
        ).perm_create = False
        self.assertEqual(self._offered(self.card_leads, self.lead), ["log", "plan", "lost", "open"])


class TestDocumentActions(TestRowActionsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "P", "type": "service"})
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "opportunity_id": cls.lead.id,
                "order_line": [Command.create({"product_id": cls.product.id, "price_unit": 70})],
            }
        )

    def test_opportunity(self):
        """H1: an opportunity is logged, planned, quoted or lost from its row."""
        log = self._run(self.card_leads, self.lead, "log")
        form = (
            self.env["sales.event.log"]
            .with_user(self.seller)
            .with_context(**log["context"])
            .create({})
        )
        self.assertEqual((form.lead_id, form.customer_id), (self.lead, self.customer))
        plan = self._run(self.card_leads, self.lead, "plan")
        scheduler = (
            self.env["mail.activity.schedule"]
            .with_user(self.seller)
            .with_context(**plan["context"])
            .create({"activity_type_id": self.env.ref("mail.mail_activity_data_call").id})
        )
        scheduler.action_schedule_activities()
        self.assertEqual(self.lead.activity_ids.user_id, self.seller)
        quotation = self._run(self.card_leads, self.lead, "new_quotation")
        self.assertEqual(quotation["context"]["default_opportunity_id"], self.lead.id)
        lost = self._run(self.card_leads, self.lead, "lost")
        wizard = (
            self.env["crm.lead.lost"].with_user(self.seller).with_context(**lost["context"])
        ).create({})
        wizard.action_lost_reason_apply()
        self.assertEqual(self.lead.won_status, "lost")

    def test_quotation(self):
        """H1: a quotation is sent or confirmed from its row."""
        self.assertEqual(
            self._offered(self.card_quotations, self.order),
            ["send", "confirm", "new_version", "log", "plan", "open"],
        )
        described = self._as(self.card_quotations, self.seller).row_actions
        [confirm] = [action for action in described if action["name"] == "confirm"]
        self.assertTrue(confirm["confirm"])
        send = self._run(self.card_quotations, self.order, "send")
        self.assertEqual(send["res_model"], "mail.compose.message")
        result = self._run(self.card_quotations, self.order, "confirm")
        self.assertEqual(result["message"], f"{self.order.name} is confirmed.")
        self.assertEqual(self.order.state, "sale")
        again = self._run(self.card_quotations, self.order, "confirm")
        self.assertIn("has changed meanwhile", again["message"])

    def test_new_version(self):
        """H1: a new version takes the older one's place when the customer gets it."""
        self.order.action_quotation_sent()
        action = self._run(self.card_quotations, self.order, "new_version")
        version = self.order.browse(action["res_id"])
        self.assertEqual(version.opportunity_id, self.lead)
        self.assertEqual(version.replaces_order_id, self.order)
        self.assertEqual((self.order.state, version.state), ("sent", "draft"))
        self.assertEqual(self.lead.flow_step, "sent")
        version.action_quotation_sent()
        self.assertEqual((self.order.state, version.state), ("cancel", "sent"))
        self.assertEqual(self.lead.flow_step, "sent")

    def test_version_of_a_version(self):
        """H1: what was never sent is no reason to leave two offers open."""
        second = self.order.browse(self.order.action_new_version()["res_id"])
        third = self.order.browse(second.action_new_version()["res_id"])
        third.action_quotation_sent()
        self.assertEqual(
            (self.order + second + third).mapped("state"), ["cancel", "cancel", "sent"]
        )

    def test_new_version_of_what_was_confirmed(self):
        """H1: an older version that was confirmed meanwhile stays."""
        action = self._run(self.card_quotations, self.order, "new_version")
        self.order.action_confirm()
        self.order.browse(action["res_id"]).action_quotation_sent()
        self.assertEqual(self.order.state, "sale")

    def test_invoice(self):
        """H1: an invoice is sent from its row, and once more to whoever has not paid."""
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_user_id": self.seller.id,
                "invoice_line_ids": [
                    Command.create({"product_id": self.product.id, "price_unit": 70})
                ],
            }
        )
        move.action_post()
        self.assertEqual(self._offered(self.card_invoices, move)[0], "send")
        move.is_move_sent = True
        self.assertEqual(self._offered(self.card_invoices, move)[0], "remind")
        action = self._run(self.card_invoices, move, "remind")
        self.assertEqual(action["res_model"], "account.move.send.wizard")

    def test_meeting(self):
        """H1: a meeting that has begun is logged as the visit that it was."""
        card = self.env.ref("sales_process.card_meetings")
        begun, ahead = self.env["calendar.event"].create(
            [
                {
                    "name": day,
                    "user_id": self.seller.id,
                    "start": f"{day} 08:00:00",
                    "stop": f"{day} 09:00:00",
                    "partner_ids": [Command.set((self.seller.partner_id + self.contact).ids)],
                }
                for day in ("2026-05-12", "2026-05-15")
            ]
        )
        self.assertEqual(self._offered(card, begun), ["log_visit", "open"])
        self.assertEqual(self._offered(card, ahead), ["open"])
        context = self._run(card, begun, "log_visit")["context"]
        form = self.env["sales.event.log"].with_user(self.seller).with_context(**context).create({})
        self.assertEqual((form.customer_id, form.event_date), (self.contact, date(2026, 5, 12)))
        form.action_log()
        self.assertEqual(form.with_user(self.manager).env["mail.activity"].sudo().search(
            [("calendar_event_id", "=", begun.id), ("active", "=", False)]
        ).event_category_id, self.visit_category)  # fmt: skip

    def test_any_model(self):
        """H1: a row of any card can be opened; an addon adds more by one hook."""
        [partner] = self._create_partners(1)
        self.assertIn("open", self._offered(self.partner_card, partner))
        cards = type(self.env["sales.card"])

        def options(card):
            return {"greet": {"label": "Greet", "icon": "fa-smile-o", "method": "_run_greet"}}

        def offered(card, records):
            return {record.id: ["greet"] for record in records}

        def greet(card, record, values):
            return card._say_row(f"Hello {record.name}")

        with (
            patch.object(cards, "_get_row_action_options", options),
            patch.object(cards, "_get_row_actions", offered),
            patch.object(cards, "_run_greet", greet, create=True),
        ):
            self.assertEqual(self._offered(self.partner_card, partner), ["greet"])
            result = self._run(self.partner_card, partner, "greet")
        self.assertEqual(result["message"], "Hello Partner 0")
