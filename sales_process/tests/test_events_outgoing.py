from odoo.tests import tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestEventOutgoing(SalesProcessCommon):
    def setUp(self):
        super().setUp()
        self.action_category.log_outgoing_mail = True
        self.product = self.env["product.product"].create({"name": "Desk", "list_price": 100})

    def _events(self):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search(
                [
                    ("event_category_id", "=", self.action_category.id),
                    ("customer_id", "=", self.customer.id),
                ]
            )
        )

    def _mail(self, record, recipient=None, user=None, **values):
        values = {
            "body": "Hello",
            "subject": "Our offer",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "partner_ids": (recipient or self.contact).ids,
            **values,
        }
        record.with_user(user or self.seller).message_post(**values)

    def _quotation(self):
        return self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "user_id": self.seller.id,
                "order_line": [(0, 0, {"product_id": self.product.id})],
            }
        )

    def test_mail_to_the_customer_is_a_sales_action(self):
        """B7: a mail from the record to anybody at the customer is logged as done."""
        prospect = self._create_event(self.prospect_category)
        self._mail(self.lead)
        self.assertEqual(len(self._events()), 1)
        self.assertTrue(self._events().is_held)
        self.assertEqual(self._events().user_id, self.seller)
        self.assertEqual(self._events().lead_id, self.lead)
        self.assertEqual(prospect.answered_by_id, self._events())

    def test_mail_from_the_customers_record(self):
        """B7: the same on the customer itself."""
        self._mail(self.customer)
        self.assertEqual(len(self._events()), 1)

    def test_only_where_the_category_says_so(self):
        """B7: it is a setting of the category."""
        self.action_category.log_outgoing_mail = False
        self._mail(self.lead)
        self.assertFalse(self._events())

    def test_notes_and_mails_to_others_are_no_contact(self):
        """B7: internal notes, mails to colleagues and the customer's own mails are not logged."""
        self._mail(self.lead, subtype_xmlid="mail.mt_note", partner_ids=[])
        self._mail(self.lead, recipient=self.seller2.partner_id)
        self.lead.message_post(
            body="From the customer",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.contact.id,
        )
        self.assertFalse(self._events())

    def test_quotation_sent_by_mail(self):
        """B7: sending a quotation by mail is one sales action."""
        order = self._quotation().with_user(self.seller)
        action = order.action_quotation_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"partner_ids": [(6, 0, self.contact.ids)]})
        )
        composer._action_send_mail()
        self.assertEqual(order.state, "sent")
        self.assertEqual(len(self._events()), 1)
        self.assertEqual(self._events().lead_id, self.lead)

    def test_quotation_marked_as_sent(self):
        """B7: marked as sent and mailed on the same day is one contact."""
        order = self._quotation().with_user(self.seller)
        order.action_quotation_sent()
        self.assertEqual(len(self._events()), 1)
        self._mail(order)
        self.assertEqual(len(self._events()), 1)
