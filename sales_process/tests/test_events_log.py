from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestEventLog(SalesProcessCommon):
    def _events(self):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("customer_id", "=", self.customer.id)])
        )

    def _form(self, user=None):
        return Form(self.env["sales.event.log"].with_user(user or self.seller))

    def test_logged_as_done_by_default(self):
        """B4: what has happened is saved as done, with everything that the form says."""
        form = self._form()
        self.assertEqual(form.event_category_id, self.action_category)
        form.lead_id = self.lead
        self.assertEqual(form.customer_id, self.customer)
        form.summary = "Asked for an offer"
        form.note = "<p>Twenty units</p>"
        form.outcome_id = self.outcome_held
        form.save().action_log()
        event = self._events()
        self.assertFalse(event.active)
        self.assertEqual(event.event_date, date(2026, 5, 4))
        self.assertEqual(event.user_id, self.seller)
        self.assertEqual(event.lead_id, self.lead)
        self.assertEqual(event.activity_type_id, self.action_category.activity_type_id)
        self.assertEqual(event.event_type_id, self.action_category.event_type_id)
        self.assertEqual(event.summary, "Asked for an offer")
        self.assertIn("Twenty units", event.note)
        self.assertIn("Twenty units", self.lead.message_ids[0].body, "the log of the opportunity")

    def test_a_past_day_counts_for_that_day(self):
        """B4: a visit of last month, logged today, counts in last month."""
        form = self._form()
        form.event_category_id = self.visit_category
        form.customer_id = self.customer
        form.event_date = "2026-04-28"
        form.save().action_log()
        self.assertEqual(self._events().event_date, date(2026, 4, 28))
        self.assertTrue(self._events().is_held)

    def test_a_day_ahead_is_planned(self):
        """B4: where the date lies ahead the event is planned for it."""
        form = self._form()
        form.customer_id = self.customer
        form.event_date = "2026-05-07"
        self.assertFalse(form.is_done)
        form.save().action_log()
        event = self._events()
        self.assertTrue(event.active)
        self.assertEqual(event.date_deadline, date(2026, 5, 7))
        self.assertEqual(event.event_date, date(2026, 5, 7))

    def test_today_is_the_sellers_today(self):
        """B4: whether a date lies ahead is judged where the seller is."""
        self.seller.tz = "Pacific/Auckland"
        values = {
            "event_category_id": self.action_category.id,
            "user_id": self.seller.id,
            "event_date": "2026-05-05",
        }
        for moment, is_done in (("2026-05-04 11:00:00", False), ("2026-05-04 13:00:00", True)):
            with freeze_time(moment):
                self.assertEqual(self.env["sales.event.log"].new(values).is_done, is_done)

    def test_next_step_is_planned(self):
        """B4: the next step becomes a planned activity on the same document."""
        form = self._form()
        form.lead_id = self.lead
        form.next_activity_type_id = self.env.ref("mail.mail_activity_data_meeting")
        form.next_date = "2026-05-11"
        form.next_summary = "Show the samples"
        form.save().action_log()
        planned = self.lead.activity_ids
        self.assertEqual(planned.summary, "Show the samples")
        self.assertEqual(planned.date_deadline, date(2026, 5, 11))
        self.assertEqual(planned.user_id, self.seller)

    def test_opened_on_a_record_it_is_filled(self):
        """B4: from an opportunity, a quotation or a customer the form knows whom it is about."""
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )
        for record, lead in ((self.lead, self.lead), (order, self.lead), (self.customer, False)):
            form = Form(
                self.env["sales.event.log"].with_context(
                    active_model=record._name, active_id=record.id
                )
            )
            self.assertEqual(form.customer_id, self.customer)
            self.assertEqual(form.lead_id, lead or self.env["crm.lead"])

    def test_without_customer_and_opportunity(self):
        """B4: nobody chosen is said in plain words, and the form keeps what was typed."""
        form = self.env["sales.event.log"].create(
            {"event_category_id": self.action_category.id, "summary": "Long talk"}
        )
        with self.assertRaisesRegex(UserError, "Choose a customer or an opportunity"):
            form.action_log()
        self.assertEqual(form.summary, "Long talk")

    def test_opportunity_of_another_customer(self):
        """B4: customer and opportunity that do not belong together are named."""
        form = self.env["sales.event.log"].create(
            {
                "event_category_id": self.action_category.id,
                "customer_id": self.other_customer.id,
                "lead_id": self.lead.id,
            }
        )
        with self.assertRaisesRegex(UserError, "“Acme project” belongs to Acme, not to Globex"):
            form.action_log()

    def test_log_and_new_keeps_the_category(self):
        """B4: after one call the next call can be typed at once."""
        form = self.env["sales.event.log"].create(
            {"event_category_id": self.visit_category.id, "customer_id": self.customer.id}
        )
        action = form.action_log_and_new()
        self.assertEqual(action["res_model"], "sales.event.log")
        self.assertEqual(action["context"]["default_event_category_id"], self.visit_category.id)
        self.assertTrue(self._events().is_held)
