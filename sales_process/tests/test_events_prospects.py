from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestProspects(SalesProcessCommon):
    """A2, A4: a prospect is answered by a contact, or closed without one for a reason."""

    is_audited = True

    def setUp(self):
        super().setUp()
        self.prospect = self._create_event(
            self.prospect_category, self.contact, summary="Asks for 20 units"
        )

    def _open(self, action, user=None):
        model = self.env[action["res_model"]].with_user(user or self.seller)
        return Form(model.with_context(**action["context"]))

    def test_main_button_logs_the_contact(self):
        """A4: the form comes filled in: a contact with that person, about that."""
        action = self.prospect.with_user(self.seller).action_log_contact()
        form = self._open(action)
        self.assertEqual(form.event_category_id, self.action_category)
        self.assertEqual(form.customer_id, self.contact)
        self.assertEqual(form.summary, "Asks for 20 units")
        self.assertEqual(form.user_id, self.seller)
        self.assertTrue(form.is_done)
        form.save().action_log()
        self.assertFalse(self.prospect.active)
        call = self.prospect.answered_by_id
        self.assertTrue(call.is_held)
        self.assertEqual(
            (call.event_category_id, call.user_id), (self.action_category, self.seller)
        )

    def test_on_an_opportunity(self):
        """A4: of a prospect on an opportunity, the contact is on it as well."""
        prospect = self._create_event(self.prospect_category, self.lead)
        form = self._open(prospect.with_user(self.seller).action_log_contact())
        self.assertEqual((form.lead_id, form.customer_id), (self.lead, self.customer))
        form.save().action_log()
        self.assertEqual(prospect.answered_by_id.lead_id, self.lead)

    def test_nobody_was_reached(self):
        """A4: a contact that was none leaves the prospect where it is."""
        form = self._open(self.prospect.with_user(self.seller).action_log_contact())
        form.outcome_id = self.outcome_no_answer
        form.save().action_log()
        self.assertTrue(self.prospect.active)

    def test_closed_without_a_contact(self):
        """A4: with a reason, which stands in the log; no contact is counted."""
        action = self.prospect.with_user(self.seller).action_ask_closing_reason()
        event = self.prospect.with_user(self.seller)
        view = self.env.ref("sales_process.mail_activity_view_form_close")
        self.assertEqual(action["views"], [(view.id, "form")])
        with Form(event, view.xml_id) as form:
            form.feedback = "Has asked not to be called"
        event.action_close_without_contact()
        self.assertFalse(self.prospect.active)
        self.assertFalse(self.prospect.is_held)
        self.assertFalse(self.prospect.answered_by_id)
        self.assertEqual(self.prospect.feedback, "Has asked not to be called")
        self.assertIn("Has asked not to be called", self.contact.message_ids[0].body)

    def test_a_reason_is_asked_for(self):
        """A4: without a reason it stays."""
        with self.assertRaisesRegex(UserError, "Say why “Asks for 20 units” needs no contact"):
            self.prospect.with_user(self.seller).action_close_without_contact()
        self.assertTrue(self.prospect.active)

    def test_the_form_offers_the_contact_first(self):
        """A4: the main button of a prospect logs a contact, that of a call marks it as done."""
        view = self.env.ref("sales_process.mail_activity_view_form_event")
        arch = self.env["mail.activity"].with_user(self.seller).get_view(view.id)["arch"]
        root = etree.fromstring(arch)
        buttons = {
            button.get("name"): button.get("invisible", "") for button in root.iter("button")
        }
        self.assertIn("event_category_role != 'prospect'", buttons["action_log_contact"])
        self.assertIn("event_category_role == 'prospect'", buttons["action_done"])
        [first] = root.xpath("//button[@name='action_log_contact']")
        self.assertEqual(first.get("class"), "btn-primary")

    def test_on_hold_while_the_customer_is_archived(self):
        """A1: a prospect of an archived customer leaves the cards, and is back when the customer
        is; nothing of it has changed."""
        own = self.env["sales.card"].create(
            {
                "name": "All my events",
                "model": "mail.activity",
                "domain": "[('active', '=', True)]",
                "owner_field_name": "user_id",
                "column_names": "summary",
            }
        )
        call = self._create_event(self.action_category, self.customer)
        todo = self.customer.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id
        )
        cards = (self.env.ref("sales_process.card_new_prospects") | own).with_user(self.seller)

        def get_rows():
            self.env.flush_all()
            cards.invalidate_recordset()
            return [[row["id"] for row in card.preview] for card in cards]

        def get_listed(card):
            action = card.action_open_records()
            model = card.env[action["res_model"]].with_context(**action["context"])
            return model.search(action["domain"])

        before = get_rows()
        self.assertIn(self.prospect.id, before[0])
        self.assertIn(self.prospect.id, before[1])
        (self.contact | self.customer).action_archive()
        self.assertTrue(self.prospect.is_on_hold)
        [prospects, events] = get_rows()
        self.assertEqual(prospects, [])
        self.assertEqual(set(events), {call.id, todo.id})
        self.assertNotIn(self.prospect, get_listed(cards[0]))
        self.assertEqual(
            self.env["mail.activity"].search([("is_on_hold", "=", True)]), self.prospect
        )
        self.assertTrue(self.prospect.active)
        self.customer.action_unarchive()
        self.assertEqual(get_rows(), before)
        self.assertIn(self.prospect, get_listed(cards[0]))

    def test_a_prospect_without_a_customer_stays(self):
        """A1: on an opportunity that has no customer yet, somebody has to act all the same."""
        lead = self.env["crm.lead"].create({"name": "Web form", "user_id": self.seller.id})
        prospect = self._create_event(self.prospect_category, lead)
        card = self.env.ref("sales_process.card_new_prospects").with_user(self.seller)
        self.assertIn(prospect.id, [row["id"] for row in card.preview])
