from datetime import date, datetime
from unittest.mock import patch

import pytz
from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import TransactionCase, new_test_user
from odoo.tools import mute_logger

from ..tools.periods import day_start_utc, period_bounds, week_start
from .common import SalesProcessCommon


class TestPeriods(TransactionCase):
    def test_period_bounds(self):
        """A6: a period begins and ends where the calendar and the week of the language say."""
        day = date(2026, 5, 13)  # a Wednesday
        for period, first_weekday, expected in [
            ("today", 0, (date(2026, 5, 13), date(2026, 5, 14))),
            ("week", 0, (date(2026, 5, 11), date(2026, 5, 18))),
            ("week", 6, (date(2026, 5, 10), date(2026, 5, 17))),
            ("month", 0, (date(2026, 5, 1), date(2026, 6, 1))),
            ("quarter", 0, (date(2026, 4, 1), date(2026, 7, 1))),
            ("year", 0, (date(2026, 1, 1), date(2027, 1, 1))),
        ]:
            with self.subTest(period=period, first_weekday=first_weekday):
                self.assertEqual(period_bounds(period, day, first_weekday), expected)
        self.assertEqual(
            period_bounds("month", date(2026, 12, 31)), (date(2026, 12, 1), date(2027, 1, 1))
        )
        with self.assertRaises(ValueError):
            period_bounds("decade", day)

    def test_week_starts_as_the_language_says(self):
        """A6: the week begins on the day that the language of the environment begins it on."""
        lang = self.env["res.lang"].search([("code", "=", "en_US")])
        for week_day, expected in (("1", 0), ("6", 5), ("7", 6)):
            lang.week_start = week_day
            with self.subTest(week_start=week_day):
                self.assertEqual(week_start(self.env(context={"lang": "en_US"})), expected)

    def test_day_start_follows_daylight_saving(self):
        """A6: midnight in Helsinki is another moment in winter than in summer."""
        helsinki = pytz.timezone("Europe/Helsinki")
        for day, tz, expected in [
            (date(2026, 1, 15), helsinki, datetime(2026, 1, 14, 22)),
            (date(2026, 7, 15), helsinki, datetime(2026, 7, 14, 21)),
            (date(2026, 7, 15), pytz.utc, datetime(2026, 7, 15)),
        ]:
            with self.subTest(day=day, tz=tz):
                self.assertEqual(day_start_utc(day, tz), expected)


@tagged("post_install", "-at_install")
class TestSalesCardCommon(SalesProcessCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card_prospects = cls.env.ref("sales_process.card_new_prospects")
        cls.partner_card = cls._create_card(
            name="Partners of the card tests",
            model="res.partner",
            domain="[('ref', '=', 'card-test')]",
            owner_field_name="user_id",
            column_names="name,color",
            row_order="id",
        )

    @classmethod
    def _create_card(cls, **values):
        return cls.env["sales.card"].create({"name": "A card", **values})

    @classmethod
    def _create_partners(cls, number, user=None, **values):
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"Partner {place}",
                    "ref": "card-test",
                    "user_id": (user or cls.seller).id,
                    "color": 2,
                    **values,
                }
                for place in range(number)
            ]
        )

    def _as(self, card, user, **context):
        return card.with_user(user).with_context(**context)

    def _ids(self, card):
        return [row["id"] for row in card.preview]

    def _listed(self, card):
        """What the list behind the card's title shows."""
        action = card.action_open_records()
        model = card.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])


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

    # ------------------------------------------------------------
    # what is wrong is said
    # ------------------------------------------------------------

    def test_wrong_settings_are_refused(self):
        """A8: settings that cannot work are refused when they are saved, with what to do."""
        for values, message in [
            ({"model": False}, "Choose which records"),
            ({"model": "no.such.model"}, "is not installed"),
            ({"model": "mail.thread"}, "no records that are kept"),
            ({"owner_field_name": "no_such_field"}, "have no field “no_such_field”"),
            ({"owner_field_name": "name"}, "is not a person"),
            ({"date_field_name": "name"}, "is not a date"),
            ({"measure_field_name": "name"}, "is not a stored number"),
            ({"column_names": "name,image_1920"}, "cannot be shown"),
            ({"column_names": "name,no_such_field"}, "have no field “no_such_field”"),
            ({"period": "month"}, "choose which date"),
            ({"domain": "no list"}, "cannot be read"),
            ({"domain": "42"}, "is not a list"),
            ({"domain": "[('user_id', '=', uid)]"}, "said by the owner"),
            ({"domain": "[('no_such_field', '=', 1)]"}, "no_such_field"),
            ({"domain": "[('create_date', '>', 'tomorrowish')]"}, "tomorrowish"),
            ({"domain": "['&', ('id', '=', 1)]"}, "cannot be used"),
            ({"domain": "[('name', 'resembles', 'x')]"}, "cannot be used"),
            ({"row_order": "no_such_field desc"}, "no_such_field"),
            ({"row_order": "name; DROP TABLE res_partner"}, "cannot be used"),
        ]:
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(ValidationError, message) as caught,
            ):
                self.partner_card.copy().write(values)
                self.assertIn("Partners of the card tests", str(caught.exception))
        with self.assertRaisesRegex(ValidationError, "Choose which records"):
            self.env["sales.card"].create({"name": "Of what?"})

    def test_rows_shown_are_limited(self):
        """A8: a card cannot be asked for no row, nor for thousands."""
        for limit in (0, -1, 100000):
            with (
                self.subTest(limit=limit),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.partner_card.row_limit = limit
                self.partner_card.flush_recordset()

    def test_broken_card_says_so_and_others_work(self):
        """A8: a card that is set up wrongly says what is wrong, and the rest keep working."""
        self._create_partners(1)
        for column, value, message in [
            ("model", "gone.model", "gone.model"),
            ("domain", "not a list", "cannot be read"),
            ("domain", "[('gone_field', '=', 1)]", "gone_field"),
            ("owner_field_name", "gone_field", "gone_field"),
            ("measure_field_name", "gone_field", "gone_field"),
            ("column_names", "name,gone_field", "gone_field"),
            ("row_order", "gone_field", "gone_field"),
        ]:
            broken = self.partner_card.copy({"name": "Broken"})
            broken.flush_recordset()
            # as it is after an app was uninstalled: nobody was asked
            self.env.cr.execute(
                f"UPDATE sales_card SET {column} = %s WHERE id = %s", [value, broken.id]
            )
            broken.invalidate_recordset()
            cards = self._as(self.partner_card + broken, self.seller)
            with self.subTest(column=column, value=value):
                self.assertIn(message, cards[1].error)
                self.assertEqual((cards[1].record_count, cards[1].preview), (0, []))
                self.assertFalse(cards[0].error)
                self.assertEqual(cards[0].record_count, 1)
                self.assertEqual(broken[column], value)

    def test_failing_search_is_said(self):
        """A8: whatever an app's own search raises stays on the card."""
        self._create_partners(1)

        def fail(*args, **kwargs):
            self.env.cr.execute("SELECT 1 FROM no_such_table")

        other = self._create_card(model="crm.team")
        cards = self._as(self.partner_card + other, self.seller)
        with patch.object(self.registry["res.partner"], "_search", fail):
            self.assertIn("no_such_table", cards[0].error)
            self.assertFalse(cards[1].error)
        cards.invalidate_recordset()
        self.assertEqual(cards[0].record_count, 1)

    def test_failing_names_are_said_where_they_are_shown(self):
        """A8: names that an app fails to compute spoil the cards that show them, no other."""
        country = self.env["res.country"].create({"name": "Nowhere", "code": "XW"})
        self._create_partners(1, country_id=country.id)
        named = self.partner_card.copy({"column_names": "name,country_id"})
        cards = self._as(named + self.partner_card, self.seller)

        def fail(records):
            raise ValueError("no name today")

        with patch.object(self.registry["res.country"], "_compute_display_name", fail):
            self.assertIn("no name today", cards[0].error)
            self.assertFalse(cards[1].error)
            self.assertEqual(cards[1].record_count, 1)

    def test_card_without_access_says_so(self):
        """A8: a card over records that the seller may not read says so, and shows nothing."""
        card = self._create_card(model="ir.cron")
        self.assertIn("may not read", self._as(card, self.seller).error)
        with self.assertRaisesRegex(AccessError, "may not read"):
            self._as(card, self.seller).action_open_records()

    def test_card_shows_what_the_seller_may_read(self):
        """A1: count, sum and rows are under the seller's own rights."""
        leads = self.env["crm.lead"].create(
            [
                {"name": "Mine", "user_id": self.seller.id, "expected_revenue": 1},
                {"name": "Theirs", "user_id": self.seller2.id, "expected_revenue": 10},
            ]
        )
        card = self._create_card(
            model="crm.lead",
            domain=f"[('id', 'in', {leads.ids})]",
            measure_field_name="expected_revenue",
        )
        self.assertEqual(self._ids(self._as(card, self.seller)), leads[0].ids)
        self.assertEqual(self._as(card, self.seller).measure_total, 1)
        self.assertEqual(self._as(card, self.manager).measure_total, 11)

    def test_unreadable_column_is_left_out(self):
        """A8: a column that the seller may not read is left out, the card still works."""
        self._create_partners(1)
        self.patch(self.env["res.partner"]._fields["ref"], "groups", "base.group_system")
        self.partner_card.write({"column_names": "name,ref", "domain": "[]"})
        card = self._as(self.partner_card, self.seller)
        self.assertFalse(card.error)
        self.assertEqual([column["name"] for column in card.preview_columns], ["name"])


class TestSalesCardRights(TestSalesCardCommon):
    def test_seller_makes_and_changes_own_cards(self):
        """A6: a seller makes a card of the own from a shared one, and may not change that one."""
        card = self._as(self.partner_card, self.seller)
        action = card.action_make_personal()
        personal = card.browse(action["res_id"])
        self.assertEqual(personal.user_id, self.seller)
        self.assertEqual(personal.domain, card.domain)
        personal.write({"name": "Mine", "period": "year", "date_field_name": "create_date"})
        with self.assertRaises(AccessError):
            card.write({"name": "No"})
        with self.assertRaises(AccessError):
            card.unlink()
        with self.assertRaises(AccessError):
            card.create({"name": "For all", "model": "res.partner", "user_id": False})
        own = card.create({"name": "For me", "model": "res.partner"})
        self.assertEqual(own.user_id, self.seller)
        personal.unlink()

    def test_personal_cards_are_personal(self):
        """A6: a personal card is on nobody else's view."""
        personal = self._create_card(name="Mine", model="res.partner", user_id=self.seller.id)
        Card = self.env["sales.card"]
        self.assertIn(personal, Card.with_user(self.seller).search([("is_on_view", "=", True)]))
        self.assertNotIn(personal, Card.with_user(self.seller2).search([]))
        self.assertNotIn(personal, Card.with_user(self.manager).search([("is_on_view", "=", True)]))
        with self.assertRaises(AccessError):
            personal.with_user(self.seller2).read(["name"])

    def test_who_sees_a_card(self):
        """A6: a card with groups is on the view of their members only."""
        group = self.env["res.groups"].create({"name": "Card group"})
        self.partner_card.group_ids = group
        Card = self.env["sales.card"]
        self.assertNotIn(self.partner_card, Card.with_user(self.seller).search([]))
        self.seller.group_ids += group
        on_view = Card.with_user(self.seller).search([("is_on_view", "=", True)])
        self.assertIn(self.partner_card, on_view)
        # the manager sees the seller's view as the seller does, the own one without it
        as_manager = Card.with_user(self.manager)
        self.assertNotIn(self.partner_card, as_manager.search([("is_on_view", "=", True)]))
        as_seller = as_manager.with_context(card_user_id=self.seller.id)
        self.assertIn(self.partner_card, as_seller.search([("is_on_view", "=", True)]))

    def test_order_and_hiding_per_seller(self):
        """A6: a seller moves and hides cards on the own view, and nobody else's changes."""
        Card = self.env["sales.card"]
        domain, order = [("is_on_view", "=", True)], "view_sequence, sequence, id"
        mine = Card.with_user(self.seller).search(domain, order=order)
        before = Card.with_user(self.seller2).search(domain, order=order).ids
        self.assertEqual(mine.ids, before)
        moved = (mine[3] + mine[:3] + mine[4:]).ids
        mine.browse(moved[:4]).web_resequence({}, field_name="view_sequence", offset=0)
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, moved)
        self.assertEqual(Card.with_user(self.seller2).search(domain, order=order).ids, before)
        self.assertEqual(self.env["sales.card"].search([("id", "in", before)]).ids, before)
        mine.browse(moved[0]).action_move_down()
        moved[0], moved[1] = moved[1], moved[0]
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, moved)

        mine.browse(moved[2]).action_hide()
        self.assertEqual(
            Card.with_user(self.seller).search(domain, order=order).ids, moved[:2] + moved[3:]
        )
        hidden = Card.with_user(self.seller).with_context(show_hidden_cards=True)
        self.assertEqual(hidden.search(domain, order=order).ids, moved)
        self.assertEqual(hidden.search([*domain, ("is_hidden", "=", True)]).ids, moved[2:3])
        self.assertEqual(Card.with_user(self.seller2).search(domain, order=order).ids, before)
        mine.browse(moved[2]).action_show()
        mine.action_reset_order()
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, before)

    def test_manager_opens_a_sellers_view(self):
        """A10: a manager sees a seller's view as the seller does: cards, order, hidden, rows."""
        self._create_partners(2)
        personal = self._create_card(name="Sam's", model="res.partner", user_id=self.seller.id)
        mine = self.env["sales.card"].with_user(self.seller)
        domain, order = [("is_on_view", "=", True)], "view_sequence, sequence, id"
        mine.search(domain, order=order)[-1].action_move_up()
        mine.search(domain, order=order)[0].action_hide()
        seen = mine.search(domain, order=order)
        self.assertIn(personal, seen)
        action = mine.with_user(self.manager).action_open_view_of(self.seller.id)
        context = action["context"]
        self.assertEqual(context["card_user_id"], self.seller.id)
        as_seller = mine.with_user(self.manager).with_context(**context)
        self.assertEqual(as_seller.search(domain, order=order).ids, seen.ids)
        for own, managers in zip(seen, as_seller.browse(seen.ids), strict=True):
            with self.subTest(card=own.name):
                self.assertEqual(managers.error, own.error)
                self.assertEqual(managers.record_count, own.record_count)
                self.assertEqual(self._ids(managers), self._ids(own))
        [why] = {row["why"] for row in self._as(self.partner_card, self.manager, **context).preview}
        self.assertEqual(why, "Assigned to Sam Seller")
        info = as_seller.get_view_info()
        self.assertEqual(info["card_user"]["name"], "Sam Seller")
        self.assertFalse(info["is_own"])
        self.assertEqual(info["hidden_count"], 1)

    def test_manager_keeps_own_rights(self):
        """A10: a seller's view is opened within the manager's rights, never beyond."""
        marketing_lead = self.env["crm.lead"].create({"name": "L", "user_id": self.seller.id})
        rule = self.env["ir.rule"].create(
            {
                "name": "Not for Mia",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": f"[('id', '!=', {marketing_lead.id})] if user.id == "
                f"{self.marketing.id} else [(1, '=', 1)]",
            }
        )
        self.assertTrue(rule)
        card = self._create_card(model="crm.lead", owner_field_name="user_id")
        context = {"card_user_id": self.seller.id}
        self.assertIn(marketing_lead.id, self._ids(self._as(card, self.manager, **context)))
        self.assertNotIn(marketing_lead.id, self._ids(self._as(card, self.marketing, **context)))

    def test_manager_changes_nothing_on_a_sellers_view(self):
        """A10: only the seller moves and hides the cards of the own view."""
        card = self._as(self.partner_card, self.manager, card_user_id=self.seller.id)
        for method in ("action_hide", "action_show", "action_move_up", "action_reset_order"):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "only the seller"):
                getattr(card, method)()

    def test_seller_opens_own_view_only(self):
        """A10: a seller who asks for a colleague's view is told that this needs more rights."""
        card = self._as(self.partner_card, self.seller, card_user_id=self.seller2.id)
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.read(["record_count"])
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.action_open_view_of(self.seller2.id)
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.search([("is_on_view", "=", True)])
        own = self._as(card, self.seller, card_user_id=self.seller.id)
        self.assertTrue(own.get_view_info()["is_own"])

    def test_view_of_a_user_who_is_gone(self):
        """A10: the view of a deleted user, or of one of another company, cannot be opened."""
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = new_test_user(
            self.env,
            "sp_stranger",
            "sales_team.group_sale_salesman",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        Card = self.env["sales.card"].with_user(self.manager)
        for user_id in (stranger.id, 10**9, "nobody"):
            with (
                self.subTest(user_id=user_id),
                self.assertRaisesRegex(UserError, "cannot be opened"),
            ):
                Card.action_open_view_of(user_id)
        # an archived seller's view is still opened: what is left there has to be seen
        self.seller2.action_archive()
        self.assertTrue(Card.action_open_view_of(self.seller2.id))

    def test_companies_are_kept_apart(self):
        """A6: a card of another company is not seen."""
        company = self.env["res.company"].create({"name": "Other Company"})
        self.partner_card.company_id = company
        Card = self.env["sales.card"]
        self.assertNotIn(self.partner_card, Card.with_user(self.seller).search([]))
        self.assertNotIn(self.partner_card, Card.with_user(self.manager).search([]))
        self.seller.company_ids += company
        allowed = Card.with_user(self.seller).with_context(allowed_company_ids=company.ids)
        self.assertIn(self.partner_card, allowed.search([("is_on_view", "=", True)]))

    def test_rights_per_role(self):
        """A6: who may read, make and set up cards, by Odoo's own groups."""
        Card = self.env["sales.card"]
        portal = new_test_user(self.env, "sp_portal", "base.group_portal")
        employee = new_test_user(self.env, "sp_employee", "base.group_user")
        for user, may_read in [
            (portal, False),
            (employee, False),
            (self.seller, True),
            (self.marketing, True),
            (self.manager, True),
        ]:
            with self.subTest(user=user.login):
                self.assertEqual(Card.with_user(user).has_access("read"), may_read)
        for user, may_write in [
            (self.seller, False),
            (self.marketing, False),
            (self.manager, True),
        ]:
            with self.subTest(user=user.login):
                self.assertEqual(self.partner_card.with_user(user).has_access("write"), may_write)
        preference = self.env["sales.card.preference"].create(
            {"user_id": self.seller.id, "card_id": self.partner_card.id}
        )
        self.assertFalse(preference.with_user(self.seller2).has_access("read"))
        self.assertFalse(preference.with_user(self.manager).has_access("write"))
        self.assertTrue(preference.with_user(self.manager).has_access("read"))

    def test_create_new_follows_rights(self):
        """A5: Create new… offers what the user may create, and opens a form for it."""
        Card = self.env["sales.card"].with_user(self.seller)
        keys = [option["key"] for option in Card.get_view_info()["create_options"]]
        self.assertEqual(
            keys, ["event", "prospect", "opportunity", "quotation", "customer", "meeting"]
        )
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "sale.order")]
        ).perm_create = False
        self.assertNotIn(
            "quotation", [option["key"] for option in Card.get_view_info()["create_options"]]
        )
        for key in keys:
            with self.subTest(key=key):
                action = Card.action_create_new(key)
                self.assertIn(action["res_model"], self.env)
                self.assertEqual(action["context"]["default_user_id"], self.seller.id)
        with self.assertRaisesRegex(UserError, "nothing to create"):
            Card.action_create_new("no such thing")


class TestReadyCards(TestSalesCardCommon):
    def test_ready_cards_work(self):
        """A8: straight after installation every ready card works, for each role."""
        for user in (self.seller, self.marketing, self.manager):
            cards = (
                self.env["sales.card"]
                .with_user(user)
                .search([("is_on_view", "=", True), ("id", "!=", self.partner_card.id)])
            )
            self.assertGreaterEqual(len(cards), 9)
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


class TestCardModelChoice(TestSalesCardCommon):
    def test_models_can_be_chosen_beside_all_of_ours(self):
        """A6: the card's settings list the models that a manager may choose from."""
        models = self.env["ir.model"].with_user(self.manager)
        self.assertEqual(models.display_name_for(["res.partner"])[0]["display_name"], "Contact")
        self.assertIn("crm.lead", [model["model"] for model in models.get_available_models()])
        for name in self.env:
            if name.startswith("sales."):
                models.display_name_for([name])
