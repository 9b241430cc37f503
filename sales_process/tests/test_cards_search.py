from odoo import Command

from .cards_common import TestSalesCardCommon


class TestSearchOfRows(TestSalesCardCommon):
    """H9: the search box looks for rows of all cards."""

    def _search(self, card, *texts, user=None):
        return self._as(card, user or self.seller, card_search=list(texts))

    def test_events_by_customer_summary_and_document(self):
        """H9: an event is found by its customer, its summary or its document."""
        card = self.card_prospects
        on_lead = self._create_event(self.prospect_category, record=self.lead, summary="Fair")
        globex = self._create_event(
            self.prospect_category, record=self.other_customer, summary="Wants a price"
        )
        for texts, found in (
            (["acme"], on_lead),
            (["project"], on_lead),
            (["PRICE"], globex),
            (["globex", "fair"], on_lead + globex),
            (["nothing of it"], globex.browse()),
            ([], on_lead + globex),
            (["  "], on_lead + globex),
        ):
            with self.subTest(texts=texts):
                searched = self._search(card, *texts)
                self.assertEqual(set(self._ids(searched)), set(found.ids))
                self.assertEqual(searched.record_count, len(found))

    def test_documents(self):
        """H9: a quotation by number, customer or the customer's reference, an opportunity by name
        or contact."""
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": partner.id,
                    "user_id": self.seller.id,
                    "client_order_ref": reference,
                    "order_line": [Command.create({"name": "x", "display_type": "line_note"})],
                }
                for partner, reference in ((self.customer, "PO-77"), (self.other_customer, "PO-88"))
            ]
        )
        card = self.env.ref("sales_process.card_open_quotations")
        for text in ("Acme", "PO-77", orders[0].name):
            with self.subTest(text=text):
                self.assertEqual(self._ids(self._search(card, text)), orders[0].ids)
        self.lead.contact_name = "Ann of Acme"
        leads = self.env.ref("sales_process.card_open_opportunities")
        for text in ("Acme project", "ann of", "ACME"):
            with self.subTest(text=text):
                self.assertEqual(self._ids(self._search(leads, text)), self.lead.ids)
        self.assertEqual(self._ids(self._search(leads, "globex")), [])

    def test_count_sum_and_list_agree(self):
        """H9: what is found is counted, summed and listed; the list says what was searched."""
        self.lead.create({"name": "Other", "type": "opportunity", "user_id": self.seller.id})
        card = self._search(self.env.ref("sales_process.card_open_opportunities"), "acme")
        self.assertEqual((card.record_count, card.measure_total), (1, 10000))
        action = card.action_open_records()
        self.assertIn("“acme”", action["name"])
        self.assertEqual(self._listed(card), self.lead)

    def test_every_card_is_searched(self):
        """H9: every ready card, and one over any model, is searched without an error."""
        partner = self._create_partners(2)[1]
        partner.name = "Searched for"
        cards = self.env["sales.card"].search([("user_id", "=", False)])
        for text in ("searched", "a\0b", "%", "_", "'", "\\", "x" * 500):
            for card in cards:
                searched = self._search(card, text, user=self.manager)
                with self.subTest(card=card.name, text=text[:9]):
                    self.assertFalse(searched.error)
        self.assertEqual(self._ids(self._search(self.partner_card, "SEARCHED")), partner.ids)
        for context in (7, [7, None], True):
            with self.subTest(context=context):
                card = self._as(self.partner_card, self.seller, card_search=context)
                self.assertEqual(card.record_count, 2)

    def test_rights_stay(self):
        """H9: nobody finds what is not theirs to read."""
        self.lead.copy({"name": "Acme of Sue", "user_id": self.seller2.id})
        card = self.env.ref("sales_process.card_open_opportunities")
        self.assertEqual(self._ids(self._search(card, "acme")), self.lead.ids)
