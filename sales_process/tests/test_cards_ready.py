from freezegun import freeze_time

from odoo import Command

from .cards_common import TestSalesCardCommon


class TestReadyCards(TestSalesCardCommon):
    def test_ready_cards_work(self):
        """A8: straight after installation every ready card works, for each role."""
        for user in (self.seller, self.marketing, self.manager):
            cards = self.env["sales.card"].with_user(user)
            cards.browse(card["id"] for card in cards.get_offered_cards()).action_add()
            cards = cards.search([("is_on_view", "=", True), ("id", "!=", self.partner_card.id)])
            self.assertGreaterEqual(len(cards), 14)
            for card in cards:
                with self.subTest(card=card.name, user=user.login):
                    self.assertFalse(card.error)
                    self.assertEqual(card.record_count, len(self._listed(card)))
                    self.assertTrue(card.empty_help)

    def _get_ready(self, name, user=None):
        card = self.env.ref(f"sales_process.card_{name}")
        card.invalidate_recordset()
        return self._as(card, user or self.seller)

    def test_new_prospects(self):
        """A2: a prospect is on its seller's card, oldest first, until it is answered."""
        second = self._create_event(
            self.prospect_category, event_date="2026-05-02", date_deadline="2026-05-02"
        )
        first = self._create_event(
            self.prospect_category,
            record=self.other_customer,
            event_date="2026-05-01",
            date_deadline="2026-05-01",
        )
        self.assertEqual(self._ids(self._get_ready("new_prospects")), (first + second).ids)
        self.assertEqual(self._get_ready("new_prospects", self.seller2).record_count, 0)
        first.action_archive()
        self.assertEqual(self._ids(self._get_ready("new_prospects")), second.ids)
        first.action_unarchive()
        self.assertEqual(self._ids(self._get_ready("new_prospects")), (first + second).ids)

    @freeze_time("2026-05-13 10:00:00")
    def test_contacts_and_visits_are_kept_apart(self):
        """A3: done contacts and done visits of this month are on cards of their own."""
        call = self._create_event(self.action_category)
        visit = self._create_event(self.visit_category)
        missed = self._create_event(self.visit_category, outcome_id=self.outcome_no_answer.id)
        old = self._create_event(
            self.visit_category, date_deadline="2026-04-30", event_date="2026-04-30"
        )
        planned = self._create_event(self.visit_category, date_deadline="2026-05-20")
        (call + visit + missed + old).with_user(self.seller).action_done()
        self.assertEqual(self._ids(self._get_ready("sales_actions")), call.ids)
        self.assertEqual(self._ids(self._get_ready("customer_visits")), visit.ids)
        self.assertEqual(self._listed(self._get_ready("customer_visits")), visit)
        self.assertEqual(self._ids(self._get_ready("planned_events")), planned.ids)

    @freeze_time("2026-05-13 10:00:00")
    def test_my_tasks(self):
        """A7: what is due today or overdue is on one card, on whichever document."""
        todo = self.env.ref("mail.mail_activity_data_todo")
        tasks = self.env["mail.activity"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(record._name),
                    "res_id": record.id,
                    "activity_type_id": todo.id,
                    "user_id": self.seller.id,
                    "date_deadline": day,
                }
                for record, day in [
                    (self.customer, "2026-05-10"),
                    (self.lead, "2026-05-13"),
                    (self.lead, "2026-05-14"),
                ]
            ]
        )
        card = self._get_ready("my_tasks")
        self.assertEqual(self._ids(card), tasks[:2].ids)
        self.assertEqual([row["tone"] for row in card.preview], ["danger", "warning"])
        self.assertEqual([row["why"] for row in card.preview], ["Due 3 days ago", "Due today"])

    def test_opportunities(self):
        """A7: open opportunities with their sum, and those without a next action."""
        self.lead.activity_unlink(["mail.mail_activity_data_todo"])
        busy = self.lead.copy({"user_id": self.seller.id, "expected_revenue": 500})
        busy.activity_schedule("mail.mail_activity_data_todo", user_id=self.seller2.id)
        won = self.lead.copy({"user_id": self.seller.id})
        won.action_set_won()
        lost = self.lead.copy({"user_id": self.seller.id})
        lost.action_set_lost()
        open_card = self._get_ready("open_opportunities")
        self.assertEqual(self._listed(open_card), self.lead + busy)
        self.assertEqual(open_card.measure_total, 10500)
        idle_card = self._get_ready("opportunities_without_next_action")
        self.assertEqual(self._listed(idle_card), self.lead)
        self.assertIn("No next action is planned", idle_card.preview[0]["why"])
        busy.activity_ids.action_done()
        self.assertEqual(
            self._listed(self._get_ready("opportunities_without_next_action")), self.lead + busy
        )

    def test_quotations(self):
        """A7: open quotations are on a card with their sum, until they are confirmed."""
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.seller.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 70})],
            }
        )
        card = self._get_ready("open_quotations")
        self.assertEqual((self._ids(card), card.measure_total), (order.ids, 70))
        order.action_confirm()
        self.assertEqual(self._get_ready("open_quotations").record_count, 0)

    @freeze_time("2026-05-13 10:00:00")
    def test_meetings(self):
        """A7: meetings of this week are on a card, also those that a colleague arranged."""
        meetings = self.env["calendar.event"].create(
            [
                {
                    "name": day,
                    "user_id": self.seller2.id,
                    "start": f"{day} 09:00:00",
                    "stop": f"{day} 10:00:00",
                    "partner_ids": [Command.set((self.seller + self.seller2).partner_id.ids)],
                }
                for day in ("2026-05-14", "2026-05-25")
            ]
        )
        self.assertEqual(self._ids(self._get_ready("meetings")), meetings[0].ids)
