from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestEventSpawn(SalesProcessCommon):
    def test_opportunity_from_an_event(self):
        """B10: an event becomes an opportunity of its customer and seller, once."""
        prospect = self._create_event(self.prospect_category, note="<p>20 units</p>")
        action = prospect.with_user(self.seller).action_create_opportunity()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.partner_id, self.customer)
        self.assertEqual(lead.user_id, self.seller)
        self.assertEqual(lead.team_id, self.team)
        self.assertIn("20 units", lead.description)
        self.assertEqual(prospect.lead_id, lead)
        self.assertEqual(prospect.customer_id, self.customer)
        self.assertTrue(prospect.active, "it still has to be answered")
        again = prospect.action_create_opportunity()
        self.assertEqual(again["res_id"], lead.id)

    def test_quotation_from_an_event(self):
        """B10: a quotation opens with the event's customer, opportunity and seller."""
        on_lead = self._create_event(self.action_category, self.lead)
        action = on_lead.with_user(self.seller).action_create_quotation()
        self.assertEqual(action["context"]["default_opportunity_id"], self.lead.id)
        on_customer = self._create_event(self.action_category)
        action = on_customer.with_user(self.seller).action_create_quotation()
        form = Form(self.env["sale.order"].with_user(self.seller).with_context(**action["context"]))
        order = form.save()
        self.assertEqual(order.partner_id, self.customer)
        self.assertEqual(order.user_id, self.seller)

    def test_task_for_a_colleague_from_an_event(self):
        """B10: a task for a colleague lands on the event's document."""
        event = self._create_event(self.action_category, self.lead)
        action = event.with_user(self.seller).action_create_task()
        form = Form(
            self.env["mail.activity"].with_user(self.seller).with_context(**action["context"]),
            "mail.mail_activity_view_form_popup",
        )
        form.user_id = self.marketing
        form.summary = "Send the brochure"
        task = form.save()
        self.assertEqual((task.res_model, task.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(task.user_id, self.marketing)
        self.assertFalse(task.event_category_id, "a task is no contact with the customer")

    def test_event_on_a_lead_without_customer(self):
        """B10: without a customer the quotation flow asks for one instead of failing."""
        lead = self.env["crm.lead"].create({"name": "Web form", "user_id": self.seller.id})
        event = self._create_event(self.action_category, lead)
        action = event.action_create_quotation()
        self.assertEqual(action["res_model"], "crm.quotation.partner")
        personal = self.env["mail.activity"].create({"user_id": self.seller.id})
        with self.assertRaisesRegex(UserError, "linked to no customer"):
            personal.action_create_task()
