from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SalesProcessCommon

NO_NUMBERS = (float("nan"), float("inf"), -float("inf"), 1e308, -1e308)


@tagged("post_install", "-at_install")
class TestBadInput(SalesProcessCommon):
    """What cannot be kept is refused in words that name the field, whoever sends it."""

    def _assert_refused(self, words, function, *args):
        with self.assertRaisesRegex(UserError, words):
            function(*args)
            self.env.flush_all()

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_numbers_of_leads(self):
        for name in ("expected_revenue", "recurring_revenue", "probability", "weight"):
            label = self.lead._fields[name].get_description(self.env, ["string"])["string"]
            for value in NO_NUMBERS:
                with self.subTest(field=name, value=value):
                    words = f"(?i){label.split(' (')[0]}"
                    self._assert_refused(words, self.lead.write, {name: value})
                    self._assert_refused(
                        words, self.env["crm.lead"].create, {"name": "New", name: value}
                    )

    def test_numbers_of_targets(self):
        target = self.env["sales.target"].create(
            {
                "user_id": self.seller.id,
                "metric": "won_revenue",
                "period": "month",
                "value": 5,
                "date_from": "2025-01-01",
            }
        )
        for value in NO_NUMBERS:
            with self.subTest(value=value):
                self._assert_refused("Sales Target", target.write, {"value": value})
        self.assertEqual(target.value, 5)

    def test_whole_numbers_have_a_size(self):
        self._assert_refused(
            "Sequence of Event Category", self.visit_category.write, {"sequence": 2**40}
        )

    def test_a_large_revenue_is_a_revenue(self):
        self.lead.expected_revenue = 1e11
        self.assertEqual(self.lead.expected_revenue, 1e11)

    # ------------------------------------------------------------
    # TEXTS
    # ------------------------------------------------------------

    def test_names_are_no_texts(self):
        outcome = self.outcome_held
        name = outcome.name
        for record in (outcome, self.env["sales.event.type"].search([], limit=1)):
            with self.subTest(model=record._name):
                self._assert_refused("10000 characters", record.write, {"name": "x" * 10000})
        self.assertEqual(outcome.name, name)
        outcome.name = "x" * 300
        self.env.flush_all()

    def test_nul(self):
        self._assert_refused("NUL, at place 2", self.visit_category.write, {"name": "a\0b"})
        self._assert_refused("NUL, at place 2", self.lead.write, {"name": "a\0b"})

    # ------------------------------------------------------------
    # DAYS
    # ------------------------------------------------------------

    def test_years_of_events(self):
        event = self._create_event(self.visit_category)
        for name in ("event_date", "date_deadline"):
            for day in ("0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31"):
                with self.subTest(field=name, day=day):
                    self._assert_refused("Check the year", event.write, {name: day})

    def test_filter_of_a_card(self):
        card = self.env["sales.card"].search([("model", "=", "crm.lead")], limit=1)
        for days in ("999999", "9" * 20):
            with self.subTest(days=days), self.assertRaisesRegex(ValidationError, card.name):
                card.domain = f"[('create_date', '>', 'today -{days}d')]"

    def test_periods_of_the_centre(self):
        centre = self.env["sales.centre"].with_user(self.manager)
        for tab in centre._get_tabs():
            method = getattr(centre, tab["method"])
            for filters, words in (
                ("text", "no filters"),
                (["date_from"], "no filters"),
                ({"date_from": "0005-01-01", "date_to": "2025-01-01"}, "no figures of 0005-01-01"),
                ({"date_from": "2025-01-01", "date_to": "9999-12-31"}, "no figures of 9999-12-31"),
                ({"user_id": 2**40}, "Give its id"),
                ({"team_id": -1}, "Give its id"),
            ):
                with self.subTest(tab=tab, filters=filters):
                    self._assert_refused(words, method, filters)

    def test_time_zone_of_another_time(self):
        """One seller's old time zone takes nobody's figures away."""
        self._create_event(self.visit_category).action_done()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET tz = 'Mars/Phobos' WHERE id = %s", [self.seller.partner_id.id]
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company_main.resource_calendar_id.id,
                "date_from": "2025-01-01 00:00:00",
                "date_to": "2025-01-01 23:00:00",
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE resource_calendar SET tz = 'Mars/Phobos'")
        self.env.invalidate_all()
        self.env.registry.clear_all_caches()
        self.assertEqual(str(self.seller._get_sales_tz()), "UTC")
        centre = self.env["sales.centre"].with_user(self.manager)
        for tab in centre._get_tabs():
            with self.subTest(tab=tab):
                self.assertIn("date_from", getattr(centre, tab["method"])({}))

    # ------------------------------------------------------------
    # WHAT IS NOT THERE
    # ------------------------------------------------------------

    def test_no_category_in_use(self):
        self.env["sales.event.category"].search([]).active = False
        self._assert_refused("No event category is in use", self.env["sales.event.log"].create, {})

    def test_row_of_a_card(self):
        card = self.env["sales.card"].search([("model", "=", "mail.activity")], limit=1)
        for record_id in ("x", None, -1, 2**40, [1], {}):
            with self.subTest(record_id=record_id):
                self._assert_refused("Reload the view", card.action_open_row, record_id)

    def test_ids_that_are_none(self):
        """Whatever a client sends in place of an id, it gets words."""
        cards = self.env["sales.card"].with_user(self.marketing)
        audit = self.env["sales.process.audit"]
        Log = self.env["sales.event.log"]
        Rule = self.env["crm.assignment.rule"]
        for value in ("x", True, -1, 2**70, 1.5, [1], {"a": [None]}):
            with self.subTest(value=value):
                of_somebody = cards.with_context(card_user_id=value)
                self._assert_refused("cannot be opened", of_somebody.get_view_info)
                self._assert_refused("cannot be opened", cards.action_open_view_of, value)
                self._assert_refused("nothing to create", cards.action_create_new, value)
                self._assert_refused(
                    "deleted meanwhile", self.lead.action_open_goal_source, "sale.order", value
                )
                self._assert_refused("There is no check", audit.run, [value])
                form = Log.with_context(active_model="crm.lead", active_id=value)
                self.assertNotIn("lead_id", form.default_get(["lead_id"]))
                self.assertEqual(Rule.preview_assignment([value]), [])
        self._assert_refused("There is no check", audit.run, 5)
        line = self.env["sales.process.audit.line"].create(
            {"name": "x", "check": "x", "model": "crm.lead"}
        )
        self._assert_refused("There is no check", line.action_open)
        centre = self.env["sales.centre"].with_user(self.manager)
        self._assert_refused(
            "no filters", centre.action_plan_coaching, self.seller.id, False, "text"
        )

    # ------------------------------------------------------------
    # MAILS
    # ------------------------------------------------------------

    def _receive(self, raw):
        lead_id = self.env["mail.thread"].message_process("crm.lead", raw)
        return self.env["crm.lead"].browse(lead_id)

    def test_mail_with_an_unknown_charset(self):
        lead = self._receive(
            b"From: ann@acme.example.com\nTo: sales@example.com\nSubject: A question\n"
            b"Message-Id: <one@acme.example.com>\n"
            b"Content-Type: text/plain; charset=x-of-nobody\n\nDo you deliver? \xff\n"
        )
        self.assertEqual(lead.name, "A question")
        self.assertIn("Do you deliver?", lead.message_ids.mapped("body")[0])

    def test_mail_with_a_nul(self):
        lead = self._receive(
            b"From: ann@acme.example.com\nTo: sales@example.com\nSubject: A ques\0tion\n"
            b"Message-Id: <two@acme.example.com>\n\nDo you de\0liver?\n"
        )
        self.assertEqual(lead.name, "A question")
        self.assertIn("Do you deliver?", lead.message_ids.mapped("body")[0])
