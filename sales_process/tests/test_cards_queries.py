from unittest.mock import patch

from odoo import Command

from .cards_common import TestSalesCardCommon


class TestSalesCardQueries(TestSalesCardCommon):
    def _count_queries(self, card):
        card.env.flush_all()
        card.env.invalidate_all()
        card.env.registry.clear_cache()
        card.read(["name"])
        self._read(card)  # what is cached for all, as rights and languages
        card.env.invalidate_all()
        card.read(["name"])
        before = self.cr.sql_log_count
        self._read(card)
        return self.cr.sql_log_count - before

    def _read(self, card):
        return card.read(["record_count", "measure_total", "preview", "preview_columns", "error"])

    def test_queries_do_not_grow_with_rows(self):
        """A1: a card costs the same few queries for 5 rows and for 50."""
        self.partner_card.write(
            {
                "row_limit": 80,
                "measure_field_name": "color",
                "column_names": "name,country_id,user_id,category_id,create_date",
            }
        )
        country = self.env.ref("base.be")
        self._create_partners(5, country_id=country.id)
        card = self._as(self.partner_card, self.seller)
        few = self._count_queries(card)
        self.assertEqual(len(card.preview), 5)
        self._create_partners(45, country_id=country.id)
        many = self._count_queries(card)
        self.assertEqual(len(card.preview), 50)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 12)

    def test_another_card_costs_one_query(self):
        """A1: which records, how many and their sum is one query, be there more than are shown;
        rows and names are read for all cards at once."""
        self.partner_card.write({"row_limit": 5, "measure_field_name": "color"})
        self._create_partners(20, color=2)
        cards = self.partner_card
        for _place in range(3):
            cards += self.partner_card.copy()
        cards = self._as(cards, self.seller)
        one, four = (self._count_queries(some) for some in (cards[:1], cards))
        self.assertEqual(four - one, 3)
        for card in cards:
            self.assertEqual((card.record_count, card.measure_total), (20, 40))
            self.assertEqual(len(card.preview), 5)

    def test_queries_of_event_cards(self):
        """A1: event cards cost the same for 5 rows and for 50, the manager looking too."""
        self.card_prospects.row_limit = 80
        for user, context in [
            (self.seller, {}),
            (self.manager, {"card_user_id": self.seller.id}),
        ]:
            self.env["mail.activity"].search([("event_category_id", "!=", False)]).unlink()
            for _place in range(5):
                self._create_event(self.prospect_category)
            card = self._as(self.card_prospects, user, **context)
            few = self._count_queries(card)
            self.assertEqual(len(card.preview), 5)
            for place in range(45):
                record = self.env["res.partner"].create({"name": f"C{place}"})
                self._create_event(self.prospect_category, record=record)
            many = self._count_queries(card)
            self.assertEqual(len(card.preview), 50)
            with self.subTest(user=user.login):
                self.assertEqual(few, many)
                self.assertLessEqual(many, 24)

    def test_actions_of_rows_cost_no_queries(self):
        """H1: what rows offer is found with what they show: the view costs no query more."""
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        for place in range(6):
            customer = self.env["res.partner"].create({"name": f"C{place}"})
            lead = self.lead.copy({"partner_id": customer.id, "user_id": self.seller.id})
            for category in (self.prospect_category, self.action_category):
                self._create_event(category, record=lead)
            self.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "user_id": self.seller.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 70})],
                }
            )
        Card = self.env["sales.card"].with_user(self.seller)
        cards = Card.search([("user_id", "=", False)])
        with_actions = self._count_queries(cards)
        offered = {name for card in cards for row in card.preview for name in row["actions"]}
        self.assertLessEqual({"done", "log_call", "new_quotation", "confirm"}, offered)
        with patch.object(type(Card), "_get_row_actions", lambda card, records: {}):
            without = self._count_queries(cards)
        self.assertEqual(with_actions, without)
