from freezegun import freeze_time

from .cards_common import TestSalesCardCommon


@freeze_time("2026-05-13 10:00:00")
class TestDaysOfRows(TestSalesCardCommon):
    """H11: which day a row shows, and why it is red."""

    def _get_rows(self, name):
        card = self._as(self.env.ref(f"sales_process.card_{name}"), self.seller)
        card.invalidate_recordset()
        return card, card.preview

    def test_events_say_that_they_are_due(self):
        """H11: a row is red because it is overdue, orange because it is due today."""
        for day in ("2026-05-10", "2026-05-13", "2026-05-20"):
            self._create_event(self.prospect_category, date_deadline=day)
        _card, rows = self._get_rows("new_prospects")
        self.assertEqual(
            [(row["tone"], row["alert"]) for row in rows],
            [("danger", "Overdue"), ("warning", "Due today"), (False, "")],
        )

    def test_a_prospects_row_and_form_show_the_same_day(self):
        """H11: the same day under the same name."""
        prospect = self._create_event(
            self.prospect_category, date_deadline="2026-05-20", event_date="2026-05-11"
        )
        card, [row] = self._get_rows("new_prospects")
        shown = card.preview_columns[-1]
        form = self.env["mail.activity"].get_view(
            self.env.ref("sales_process.mail_activity_view_form_event").id
        )
        self.assertIn(f'<field name="{shown["name"]}" invisible="not active"', form["arch"])
        self.assertEqual(shown["string"], prospect._fields[shown["name"]]._description_string(
            self.env
        ))  # fmt: skip
        self.assertEqual(row[shown["name"]], "2026-05-20")

    def test_opportunities_say_what_was_expected(self):
        """H11: an opportunity is red because its closing was expected, on a day that is said."""
        self.lead.date_deadline = "2026-05-03"
        other = self.lead.copy({"user_id": self.seller.id, "date_deadline": "2026-05-13"})
        _card, rows = self._get_rows("open_opportunities")
        alerts = {row["id"]: (row["tone"], row["alert"]) for row in rows}
        self.assertEqual(alerts[self.lead.id], ("danger", "Closing was expected on May 3"))
        self.assertEqual(alerts[other.id], ("warning", "Closing is expected today"))

    def test_targets_say_where_they_stand(self):
        """H11: a target is coloured by its pace, and says so."""
        self.env["sales.target"].create(
            {
                "user_id": self.seller.id,
                "metric": "events",
                "event_category_id": self.visit_category.id,
                "period": "month",
                "value": 20,
                "date_from": "2026-05-01",
            }
        )
        _card, [row] = self._get_rows("my_targets")
        self.assertEqual((row["tone"], row["alert"]), ("danger", "Far behind the pace"))

    def test_every_colour_has_a_reason(self):
        """H11: no row of a ready card is coloured without a word."""
        self.lead.date_deadline = "2026-05-03"
        self._create_event(self.action_category, date_deadline="2026-05-01")
        cards = self.env["sales.card"].with_user(self.seller).search([("user_id", "=", False)])
        rows = [row for card in cards for row in card.preview if row["tone"]]
        self.assertTrue(rows)
        self.assertEqual([row for row in rows if not row["alert"]], [])

    def test_what_is_made_on_a_card_of_planned_events_is_planned(self):
        """A5: + on *My tasks* plans for today, on *Coming up* for the next working day, and is on
        that card; on *Sales actions* it logs what is done."""
        for name, day in (("my_tasks", "2026-05-15"), ("planned_events", "2026-05-18")):
            with self.subTest(card=name), freeze_time("2026-05-15 10:00:00"):  # a Friday
                card, _rows = self._get_rows(name)
                form = self._fill_new(card)
                self.assertFalse(form.is_done)
                event = self.env["mail.activity"].browse(form.action_log()["infos"]["event_ids"])
                self.assertEqual((event.active, str(event.date_deadline)), (True, day))
                self.assertIn(event.id, [row["id"] for row in self._get_rows(name)[1]])
        card, _rows = self._get_rows("sales_actions")
        self.assertTrue(self._fill_new(card).is_done)

    def _fill_new(self, card):
        forms = self.env["sales.event.log"].with_user(self.seller)
        context = card.action_create_record()["context"]
        return forms.with_context(**context).create({"customer_id": self.customer.id})
