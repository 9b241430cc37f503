from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError

from .cards_common import TestSalesCardCommon


class TestSalesCard(TestSalesCardCommon):
    def test_count_sum_rows_and_list_agree(self):
        """A1: a card has a count, a sum and the first rows; the list behind it is the same."""
        partners = self._create_partners(7)
        self._create_partners(2, user=self.seller2)
        self.partner_card.write({"row_limit": 3, "measure_field_name": "color"})
        card = self._as(self.partner_card, self.seller)
        self.assertFalse(card.error)
        self.assertEqual(card.record_count, 7)
        self.assertEqual(card.measure_total, 14)
        self.assertEqual(self._ids(card), partners[:3].ids)
        self.assertEqual(self._listed(card), partners)
        self.assertEqual(
            card.env["res.partner"].search(card._get_record_domain()), self._listed(card)
        )

    def test_rows_hold_columns_and_why(self):
        """A1: a row holds its columns as plain JSON values, and why it is there."""
        country = self.env.ref("base.be")
        [partner] = self._create_partners(1, country_id=country.id, type="invoice")
        self.partner_card.column_names = "name,country_id,type,category_id,create_date"
        partner.category_id = self.env["res.partner.category"].create({"name": "Steel"})
        card = self._as(self.partner_card, self.seller)
        [row] = card.preview
        self.assertEqual(row["id"], partner.id)
        self.assertEqual(row["name"], "Partner 0")
        self.assertEqual(row["country_id"], [country.id, "Belgium"])
        self.assertEqual(row["type"], "invoice")
        self.assertEqual(row["category_id"], ["Steel"])
        self.assertEqual(row["create_date"], fields.Datetime.to_string(partner.create_date))
        self.assertTrue(row["why"])
        columns = {column["name"]: column for column in card.preview_columns}
        self.assertEqual(columns["type"]["type"], "selection")
        self.assertIn(["invoice", "Invoice"], [list(pair) for pair in columns["type"]["selection"]])
        self.assertEqual(
            list(columns), ["name", "country_id", "type", "category_id", "create_date"]
        )

    def test_settings_by_reference(self):
        """A6: models and fields are chosen by reference or by name, in the order of the choice."""
        get = self.env["ir.model.fields"]._get
        columns = [get("res.partner", name).id for name in ("phone", "name", "city")]
        card = self.env["sales.card"].create(
            {
                "name": "By reference",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "owner_field_id": get("res.partner", "user_id").id,
                "date_field_id": get("res.partner", "create_date").id,
                "measure_field_id": get("res.partner", "color").id,
                "column_field_ids": [Command.set(columns)],
                "period": "month",
            }
        )
        self.assertEqual(card.model, "res.partner")
        self.assertEqual(card.model_id.model, "res.partner")
        self.assertEqual(card.owner_field_name, "user_id")
        self.assertEqual(card.date_field_id.name, "create_date")
        self.assertEqual(card.measure_field_id.name, "color")
        self.assertEqual(card.column_names, "phone,name,city")
        self.assertEqual(card.column_field_ids.ids, columns)
        card.column_field_ids = [Command.unlink(columns[1]), Command.link(columns[1])]
        self.assertEqual(card.column_names, "phone,city,name")
        self.assertEqual(
            self.env["sales.card"].search([("model_id", "=", card.model_id.id)]) & card, card
        )
        # sellers may not read ir.model, and need not
        self.assertEqual(card.with_user(self.seller).model, "res.partner")
        self.assertFalse(card.with_user(self.seller).error)

    def test_columns_order_and_rows_shown(self):
        """A6: which columns, in which order, and how many rows are settings of the card."""
        partners = self._create_partners(4)
        self.partner_card.write(
            {"column_names": "city, name", "row_order": "id desc", "row_limit": 2}
        )
        card = self._as(self.partner_card, self.seller)
        self.assertEqual([column["name"] for column in card.preview_columns], ["city", "name"])
        self.assertEqual(self._ids(card), partners[:1:-1].ids)
        self.assertEqual(card.record_count, 4)

    def test_owner_is_whose_view_it_is(self):
        """A6: with an owner each seller sees the own records, without one all readable ones."""
        mine = self._create_partners(2)
        theirs = self._create_partners(1, user=self.seller2)
        self.assertEqual(self._ids(self._as(self.partner_card, self.seller)), mine.ids)
        self.assertEqual(self._ids(self._as(self.partner_card, self.seller2)), theirs.ids)
        self.partner_card.owner_field_name = False
        self.assertEqual(self._ids(self._as(self.partner_card, self.seller)), (mine + theirs).ids)

    def test_owner_by_contact(self):
        """A6: the owner may be a contact, as the attendees of a meeting."""
        meetings = self.env["calendar.event"].create(
            [
                {
                    "name": "With Sam",
                    "start": "2026-05-13 08:00:00",
                    "stop": "2026-05-13 09:00:00",
                    "partner_ids": [Command.set(self.seller.partner_id.ids)],
                },
                {
                    "name": "Without Sam",
                    "start": "2026-05-13 08:00:00",
                    "stop": "2026-05-13 09:00:00",
                    "partner_ids": [Command.set(self.seller2.partner_id.ids)],
                },
            ]
        )
        card = self._create_card(model="calendar.event", owner_field_name="partner_ids")
        self.assertIn(meetings[0].id, self._ids(self._as(card, self.seller)))
        self.assertNotIn(meetings[1].id, self._ids(self._as(card, self.seller)))

    def test_period_in_the_sellers_time_zone(self):
        """A6: the period is that of the seller's time zone, for dates and for moments."""
        self.seller.tz = "Asia/Tokyo"
        self.seller2.tz = "America/Los_Angeles"
        leads = self.env["crm.lead"].create(
            [
                {"name": "L", "type": "opportunity", "user_id": user.id}
                for user in (self.seller, self.seller2)
            ]
        )
        card = self._create_card(
            model="crm.lead",
            domain=f"[('id', 'in', {leads.ids})]",
            owner_field_name="user_id",
            date_field_name="date_open",
            period="today",
        )
        # 31 May, 20:00 in London: already 1 June in Tokyo, still 31 May in Los Angeles
        with freeze_time("2026-05-31 20:00:00"):
            leads.date_open = "2026-05-31 14:30:00"  # 31 May, 23:30 in Tokyo; 07:30 in Los Angeles
            card.invalidate_recordset()
            self.assertEqual(self._as(card, self.seller).record_count, 0)
            self.assertEqual(self._as(card, self.seller2).record_count, 1)
            leads.date_open = "2026-05-31 15:30:00"  # 1 June in Tokyo
            card.invalidate_recordset()
            self.assertEqual(self._as(card, self.seller).record_count, 1)
        card.write({"date_field_name": "date_deadline"})
        leads.date_deadline = "2026-06-01"
        with freeze_time("2026-05-31 20:00:00"):
            card.invalidate_recordset()
            self.assertEqual(self._as(card, self.seller).record_count, 1)
            self.assertEqual(self._as(card, self.seller2).record_count, 0)

    def test_week_starts_by_the_sellers_language(self):
        """A6: the week begins on the day on which it begins in the seller's language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"].search([("code", "=", "fr_FR")]).week_start = "1"
        self.env["res.lang"].search([("code", "=", "en_US")]).week_start = "7"
        self.seller.lang, self.seller2.lang = "fr_FR", "en_US"
        for user in (self.seller, self.seller2):
            # a Sunday
            self._create_partners(1, user=user)
        card = self._create_card(
            model="crm.lead",
            owner_field_name="user_id",
            date_field_name="date_deadline",
            period="week",
        )
        with freeze_time("2026-05-13 10:00:00"):
            for user, first in ((self.seller, "2026-05-11"), (self.seller2, "2026-05-10")):
                domain = list(self._as(card, user)._get_record_domain())
                self.assertIn(("date_deadline", ">=", first), domain)

    def test_relative_dates_in_the_filter(self):
        """A6: relative dates of a filter are days of the seller, also in the list behind it."""
        self.seller.tz = "Asia/Tokyo"
        card = self._create_card(
            model="crm.lead",
            domain="[('date_deadline', '<', 'today +7d'), ('create_date', '>=', 'today'),"
            " ('order_ids', 'any', [('date_order', '<=', 'today')])]",
        )
        with freeze_time("2026-05-31 20:00:00"):
            domain = list(self._as(card, self.seller)._get_record_domain())
            action = self._as(card, self.seller).action_open_records()
        self.assertIn(("date_deadline", "<", "2026-06-08"), domain)
        self.assertIn(("create_date", ">=", "2026-05-31 15:00:00"), domain)
        self.assertIn(("order_ids", "any", [("date_order", "<", "2026-06-01 15:00:00")]), domain)
        self.assertEqual(action["domain"], domain)

    def test_amounts_are_summed_in_one_currency(self):
        """A6: amounts in foreign currency are converted before they are summed."""
        currency = self.env["res.currency"].create(
            {
                "name": "CRD",
                "symbol": "C",
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        orders = self.env["sale.order"].create(
            [
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "pricelist_id": pricelist_id,
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "price_unit": 100, "tax_ids": False}
                        )
                    ],
                }
                for pricelist_id in (False, pricelist.id)
            ]
        )
        card = self._create_card(
            model="sale.order",
            domain=f"[('id', 'in', {orders.ids})]",
            measure_field_name="amount_untaxed",
            column_names="name,amount_untaxed",
        )
        card = self._as(card, self.seller)
        self.assertEqual(card.measure_total, 150)
        self.assertEqual(
            {row["currencies"]["amount_untaxed"] for row in card.preview},
            set(orders.currency_id.ids),
        )

    # ------------------------------------------------------------
    # why and new records
    # ------------------------------------------------------------

    def test_each_row_says_why(self):
        """A9: each row says why it is on the card, in the card's own words too."""
        self._create_partners(2)
        self.partner_card.reason = "Has to be visited"
        [why] = {row["why"] for row in self._as(self.partner_card, self.seller).preview}
        self.assertEqual(why, "Has to be visited · Assigned to you")
        with freeze_time("2026-05-13 10:00:00"):
            event = self._create_event(self.prospect_category)
            event.flush_recordset()
            self.env.cr.execute(
                "UPDATE mail_activity SET create_date = '2026-05-03 10:00:00', create_uid = %s"
                " WHERE id = %s",
                [self.marketing.id, event.id],
            )
            event.invalidate_recordset()
            [row] = self._as(self.card_prospects, self.seller).preview
        self.assertEqual(
            row["why"], "Prospect registered by Mia Marketing on May 3, not yet answered"
        )

    def test_new_record_is_prefilled(self):
        """A5: a record made from a card gets the card's category and the seller."""
        action = self._as(self.card_prospects, self.seller).action_create_record()
        self.assertEqual(action["context"]["default_event_category_id"], self.prospect_category.id)
        self.assertEqual(action["context"]["default_user_id"], self.seller.id)
        action = self._as(self.partner_card, self.seller).action_create_record()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["context"]["default_user_id"], self.seller.id)

    def test_row_opens_in_a_dialog_for_events(self):
        """A4: a click on a row opens the event to be completed, edited or deleted."""
        event = self._create_event(self.prospect_category)
        action = self._as(self.card_prospects, self.seller).action_open_row(event.id)
        self.assertEqual(
            (action["res_model"], action["res_id"], action["target"]),
            ("mail.activity", event.id, "new"),
        )
        event.unlink()
        with self.assertRaisesRegex(UserError, "was deleted"):
            self._as(self.card_prospects, self.seller).action_open_row(event.id)
