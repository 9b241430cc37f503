from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tools import mute_logger

from .cards_common import TestSalesCardCommon


class TestSalesCardFaults(TestSalesCardCommon):
    """What is wrong is said, and what may not be read is left out."""

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
        self.env.flush_all()  # other apps search contacts for what they have to compute yet
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
