import re

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .audit_attack_common import get_models, is_ours, is_own_model
from .common import SalesProcessCommon

NO_NUMBERS = (float("nan"), float("inf"), -float("inf"), 1e308, -1e308)
NUMBERS = ("float", "integer", "monetary")


@tagged("post_install", "-at_install")
class TestBadInput(SalesProcessCommon):
    """What cannot be kept is refused in words that name the field, whoever sends it."""

    def _assert_refused(self, words, function, *args):
        with self.assertRaisesRegex(UserError, words):
            function(*args)
            self.env.flush_all()

    def _assert_numbers_are_refused(self, record, needed):
        """In each number of a record, by whom and by whichever way it is written."""
        names = [
            name
            for name, field in record._fields.items()
            if field.type in NUMBERS and field.store and name != "id"
        ]
        self.assertTrue(names)
        for name in names:
            label = record._fields[name].get_description(self.env, ["string"])["string"]
            words = "^" + re.escape(f"{label} of {record._description}")
            for value in NO_NUMBERS:
                with self.subTest(field=name, value=value):
                    self._assert_refused(words, record.write, {name: value})
                    self._assert_refused(words, record.create, {**needed, name: value})

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def test_numbers_of_leads(self):
        self._assert_numbers_are_refused(self.lead, {"name": "New"})

    def test_numbers_that_rules_look_at(self):
        """Refused in words before a rule looks at what arrives."""
        self.env["crm.assignment.rule"].create(
            {"name": "Rule", "method": "rotation", "user_ids": self.seller.ids}
        )
        vals = {"name": "New", "follow_up_count": float("inf")}
        self._assert_refused("Follow Up Count of Lead", self.env["crm.lead"].create, vals)

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
        needed = target.copy_data()[0]
        self._assert_numbers_are_refused(target, needed)
        self.assertEqual(target.value, 5)

    def test_whole_numbers_have_a_size(self):
        self._assert_refused(
            "Sequence of Event Category", self.visit_category.write, {"sequence": 2**40}
        )

    def test_numbers_that_are_written_as_texts(self):
        """An import and a program send texts as well."""
        for value in ("NaN", "inf", "1e308", "x", "12,5"):
            with self.subTest(value=value):
                self._assert_refused(
                    "(?i)Expected Revenue", self.lead.write, {"expected_revenue": value}
                )
        self.lead.expected_revenue = "12.5"
        self.assertEqual(self.lead.expected_revenue, 12.5)

    def test_values_of_another_kind(self):
        category = self.visit_category
        card = self.env["sales.card"].search([("model", "=", "crm.lead")], limit=1)
        for record, name, values, words in (
            (category, "sequence", ("x", [1], "1.5"), "a whole number"),
            (category, "role", ("nonsense", 5, {}), "one of: .*visit"),
            (category, "activity_type_id", ("x", [1], 1.5, {}), "a record's id"),
            (category, "activity_type_id", (2**40,), "not a number that can be kept"),
            (card, "group_ids", ("x", [[6]], [[9, 1]], [["x"]], [[4, "x"]], 5, [[6, 0, [2**40]]]),
             "Odoo's commands"),
            (self.lead, "date_deadline", ("tomorrow", "2025-13-01", 5, [1]), "a day like"),
            (self.lead, "date_closed", ("x", "2025-01-01 25:00:00"), "a moment like"),
        ):  # fmt: skip
            label = record._fields[name].get_description(self.env, ["string"])["string"]
            for value in values:
                with self.subTest(field=name, value=value):
                    before = record[name]
                    self._assert_refused(f"^{label} of .*{words}", record.write, {name: value})
                    self._assert_refused(
                        f"^{label} of .*{words}", record.create, {"name": "New", name: value}
                    )
                    self._assert_refused(
                        f"^{label} of .*{words}", record.onchange, {name: value}, [name], {name: {}}
                    )
                    self.assertEqual(record[name], before)

    def test_values_of_their_kind(self):
        """What Odoo takes is taken: records, ids, commands, numbers as texts, nothing."""
        groups = self.env.ref("base.group_user")
        card = self.env["sales.card"].create(
            {"name": "Mine", "model": "crm.lead", "sequence": "7", "group_ids": groups.ids}
        )
        for value in (
            [[6, 0, groups.ids]],
            [(4, groups.id)],
            [[5]],
            [[3, groups.id, 0]],
            [],
            False,
            None,
        ):
            with self.subTest(value=value):
                card.group_ids = groups
                card.write({"group_ids": value})
        self.assertEqual((card.sequence, card.group_ids), (7, groups.browse()))
        self.lead.write({"partner_id": self.customer.id, "date_deadline": "2025-06-01"})
        self.lead.write({"partner_id": False, "date_deadline": None, "expected_revenue": False})
        self.assertFalse(self.lead.partner_id)

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

    def test_halves_of_characters(self):
        """JSON can carry them, no database keeps them."""
        self._assert_refused(r"U\+D800, at place 2", self.lead.write, {"name": "a\ud800b"})
        self.lead.name = "Große Frage 🙂"
        self.assertEqual(self.lead.name, "Große Frage 🙂")

    def test_fields_of_odoos_models_are_checked(self):
        """Those that the product adds, whatever is written to them."""
        unchecked = []
        for name in get_models(self.env):
            model = self.env[name]
            if is_own_model(self.env, name) or model._abstract or not model._auto:
                continue
            checked = getattr(model, "_checked_fields", ("none",)) or model._fields
            for field in model._fields.values():
                homes = [vars(cls).get(field.name) and cls.__module__ for cls in type(model).mro()]
                is_added = any(is_ours(home) for home in homes if home)
                # a form may send what it only shows
                is_sent = field.store and field.type != "boolean"
                if is_added and is_sent and field.name not in checked:
                    unchecked.append(f"{name}.{field.name}")
        self.assertEqual(unchecked, [])
        with self.assertRaisesRegex(UserError, "^Event Category of .*a record's id"):
            self.env["mail.activity"].create({"event_category_id": [5], "summary": "x" * 1000})
        activity = self._create_event(self.visit_category)
        activity.summary = "x" * 1000
        self.assertEqual(len(activity.summary), 1000, "as long as Odoo takes it")

    def test_each_model_is_checked(self):
        """Whatever model of ours takes input from people has the check."""
        mixin = self.env.registry["sales.input.mixin"]
        for name in get_models(self.env):
            model = self.env[name].with_user(self.env.ref("base.user_admin"))
            if is_own_model(self.env, name) and not model._abstract and model._auto:
                if model.has_access("create") or model.has_access("write"):
                    self.assertTrue(issubclass(self.env.registry[name], mixin), name)

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
                self._assert_refused("is no Activity", card.action_open_row, record_id)

    def test_ids_that_are_none(self):
        """Whatever a client sends in place of an id, it gets words."""
        cards = self.env["sales.card"].with_user(self.marketing)
        audit = self.env["sales.process.audit"]
        Log = self.env["sales.event.log"]
        Rule = self.env["crm.assignment.rule"]
        for value in ("x", True, -1, 2**70, 1.5, [1], {"a": [None]}):
            with self.subTest(value=value):
                of_somebody = cards.with_context(card_user_id=value)
                self._assert_refused("is no User", of_somebody.get_view_info)
                self._assert_refused("is no User", cards.action_open_view_of, value)
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
