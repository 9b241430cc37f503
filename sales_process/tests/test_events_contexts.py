import re
from ast import literal_eval

from freezegun import freeze_time

from odoo import Command
from odoo.tests import Form, tagged

from ..tools.context import without_screen
from .common import SalesProcessCommon

# keys that say what a list shows
OF_LISTS = ("search_default_", "group_by", "create", "force_search_count")


@tagged("post_install", "-at_install")
@freeze_time("2026-05-04 09:00:00")
class TestEventContexts(SalesProcessCommon):
    """A5, B4: what a screen passes along stays with the record that it is meant for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.todo_type = cls.env.ref("mail.mail_activity_data_todo")
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")
        cls.meeting_type = cls.env.ref("mail.mail_activity_data_meeting")
        cls.lead.partner_id = cls.contact  # a person of the company
        cls.user_env = cls.env(user=cls.manager)

    def _get_events(self):
        return self.env["mail.activity"].with_context(active_test=False).search([])

    def _log(self, env, **values):
        """Log an event by the form, on the other customer; return what comes of it."""
        form = env["sales.event.log"].create(
            {
                "event_category_id": self.visit_category.id,
                "customer_id": self.other_customer.id,
                "user_id": self.seller.id,
                "activity_type_id": self.visit_category.activity_type_id.id,
                "lead_id": False,
                "summary": False,
                "note": False,
                "event_date": "2026-05-04",
                "is_planned": False,  # these the form says itself, as its screen has them
                **values,
            }
        )
        before = self._get_events()
        form.action_log_and_new()
        return (self._get_events() - before).sorted("id")

    def _describe(self, activities):
        return [
            (
                activity.event_category_id.name,
                activity.activity_type_id.name,
                activity.customer_id.name,
                activity.lead_id.name,
                activity.user_id.name,
                activity.event_type_id.name,
                activity.summary or "",
                activity.active,
            )
            for activity in activities
        ]

    def _make_related(self, env):
        """Make records of every kind, as code does while somebody works on a screen."""
        lead = self.lead.with_env(env)
        made = {}
        for name in ("todo_type", "call_type", "meeting_type"):
            kind = getattr(self, name)
            made[name] = self._describe(
                lead.activity_schedule(activity_type_id=kind.id, user_id=self.seller.id)
            )
            made[f"next {name}"] = self._describe(
                self._log(env, next_activity_type_id=kind.id, next_summary="Next")
            )
            wizard = env["mail.activity.schedule"].create(
                {
                    "res_model": "crm.lead",
                    "res_ids": str(lead.ids),
                    "activity_type_id": kind.id,
                    "activity_user_id": self.seller.id,
                    "event_category_id": kind.event_category_id.id,
                    "summary": "Scheduled",
                    "note": False,
                    "date_deadline": "2026-05-06",
                }
            )
            before = self._get_events()
            wizard.action_schedule_activities()
            made[f"scheduled {name}"] = self._describe(self._get_events() - before)
        made["chained"] = self._describe(self._do_chained(env))
        meeting = env["calendar.event"].create(
            {
                "name": "Show the samples",
                "start": "2026-05-06 08:00:00",
                "stop": "2026-05-06 09:00:00",
                "user_id": self.seller.id,
                "partner_ids": [Command.set((self.seller.partner_id | self.contact).ids)],
                "res_model_id": env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
            }
        )
        made["meeting"] = self._describe(meeting.activity_ids)
        prospect = self._create_event(self.prospect_category, self.other_customer)
        action = prospect.with_env(env).action_create_opportunity()
        spawned = self.env["crm.lead"].browse(action["res_id"])
        made["lead"] = (
            spawned.type, spawned.partner_id, spawned.user_id, spawned.team_id,
            spawned.origin_lead_id, self._describe(spawned.activity_ids),
        )  # fmt: skip
        follow_up = self.env["crm.lead"].browse(lead.action_create_follow_up()["res_id"])
        made["follow-up"] = (
            follow_up.partner_id, follow_up.origin_lead_id, follow_up.user_id, follow_up.type
        )  # fmt: skip
        person = env["res.partner"].create(
            {"name": "New", "is_company": True, "child_ids": [Command.create({"name": "Person"})]}
        )
        made["contact"] = person.child_ids.is_company
        return made

    def _do_chained(self, env):
        """Do a call whose activity type plans a to-do."""
        call = self._create_event(self.action_category, self.lead)
        call.activity_type_id.write(
            {"chaining_type": "trigger", "triggered_next_type_id": self.todo_type.id}
        )
        before = self._get_events()
        call.with_env(env).action_done_schedule_next()
        call.activity_type_id.chaining_type = "suggest"
        return self._get_events() - before

    def _get_actions(self):
        """``{name: action}`` of everything that the addon opens."""
        env = self.user_env
        lead = self.lead.with_env(env)
        event = self._create_event(self.prospect_category, self.lead, note="<p>Asks</p>")
        on_customer = self._create_event(self.visit_category, self.other_customer)
        cards = env["sales.card"].search([])
        actions = {}
        for card in cards:
            actions[f"{card.name}: new"] = card.action_create_record()
            actions[f"{card.name}: list"] = card.action_open_records()
        for key in cards._get_create_options():
            actions[f"Create {key}"] = cards.action_create_new(key)
        actions |= {
            "Goal": lead.action_log_goal_event(self.visit_category.id),
            "Follow-ups": lead.action_open_follow_ups(),
            "Contact": event.with_env(env).action_log_contact(),
            "Quotation": event.with_env(env).action_create_quotation(),
            "Quotation of a customer": on_customer.with_env(env).action_create_quotation(),
            "Task": event.with_env(env).action_create_task(),
            "Process": self.team.with_env(env).action_load_process(),
            "Coaching": env["sales.centre"].action_plan_coaching(self.seller.id, False, {}),
            "Log & New": env["sales.event.log"]
            .create(
                {
                    "event_category_id": self.visit_category.id,
                    "customer_id": self.other_customer.id,
                }
            )
            .action_log_and_new(),
        }
        for window in self.env["ir.actions.act_window"].search([]):
            if window.get_external_id()[window.id].startswith("sales_process"):
                values = window.read(["context", "res_model"])[0]
                actions[window.get_external_id()[window.id]] = values
        return {
            name: {**action, "context": self._evaluate(action.get("context"))}
            for name, action in actions.items()
        }

    def _evaluate(self, context):
        if isinstance(context, dict):
            return context
        variable = r"context\.get\('active_id'\)|\b(uid|active_id)\b"
        return literal_eval(re.sub(variable, str(self.seller.id), context or "{}"))

    def test_records_of_every_kind_on_every_screen(self):
        """A5: whatever is open, a to-do is a to-do, a call a sales action and a meeting a visit,
        with the company that they are about."""
        expected = self._make_related(self.user_env)
        self.assertEqual([row[0] for row in expected["todo_type"]], [False])
        self.assertEqual([row[0] for row in expected["call_type"]], ["Sales action"])
        self.assertEqual([row[0] for row in expected["meeting"]], ["Customer visit"])
        self.assertEqual({row[2] for row in expected["call_type"]}, {"Acme"})
        actions = self._get_actions()
        self.assertGreater(len(actions), 40)
        seen = set()
        for name, action in actions.items():
            context = action["context"]
            # whose screen it is says who may see it, not what is made
            context = {key: value for key, value in context.items() if key != "card_user_id"}
            # one of each kind: what an action filters and groups by is for its own list
            keys = frozenset(key for key in context if not key.startswith(OF_LISTS))
            if keys in seen:
                continue
            seen.add(keys)
            env = self.user_env(context={**self.user_env.context, **context})
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.assertEqual(self._make_related(env), expected)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_archived_records_are_shown_by_the_domain(self):
        """A5: only reports count archived records by their context. It would travel to what is
        opened and made from a list: to archived customers, teams and rules."""
        for name, action in self._get_actions().items():
            if action["context"].get("active_test") is False:
                self.assertTrue(action["res_model"].endswith(".report"), name)
        event = self._create_event(self.action_category, active=False)
        events = self.env.ref("sales_process.mail_activity_action_events")
        found = self.env["mail.activity"].search(literal_eval(events.domain))
        self.assertIn(event, found)
        row = self.env["sales.event.report"].with_context(active_test=False).browse(event.id)
        self.assertTrue(row.action_open_record()["context"]["active_test"])

    def test_next_step_from_the_card_of_visits(self):
        """A5: + on the card of the visits, a to-do as the next step: it is no visit, and done it
        counts for nothing."""
        card = self.env.ref("sales_process.card_customer_visits").with_user(self.seller)
        action = card.action_create_record()
        form = Form(
            self.env["sales.event.log"].with_user(self.seller).with_context(**action["context"])
        )
        self.assertEqual(form.event_category_id, self.visit_category)
        form.customer_id = self.customer
        form.next_activity_type_id = self.todo_type
        before = self._get_events()
        form.save().action_log()
        visit, todo = (self._get_events() - before).sorted("id")
        self.assertEqual(visit.event_category_id, self.visit_category)
        self.assertFalse(todo.event_category_id)
        todo.action_done()
        self.assertFalse(todo.is_held)

    def test_log_it_on_an_opportunity_of_a_person(self):
        """F1: *Log it* stores the company, whose prospect leaves the card."""
        prospect = self._create_event(self.prospect_category, self.customer)
        action = self.lead.with_user(self.seller).action_log_goal_event(self.action_category.id)
        form = Form(
            self.env["sales.event.log"].with_user(self.seller).with_context(**action["context"])
        )
        self.assertEqual(form.customer_id, self.contact, "the person is shown")
        before = self._get_events()
        form.save().action_log()
        call = self._get_events() - before
        self.assertEqual(call.customer_id, self.customer)
        self.assertEqual(prospect.answered_by_id, call)

    def test_the_chosen_category_is_for_what_was_scheduled(self):
        """B1: a category chosen in Odoo's own form is that of the activities that it schedules, and
        not of what is planned meanwhile."""
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.seller)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
        )
        form.activity_type_id = self.todo_type
        form.event_category_id = self.visit_category
        before = self._get_events()
        form.save().action_schedule_activities()
        self.assertEqual((self._get_events() - before).event_category_id, self.visit_category)

    def test_default_category_of_a_program(self):
        """A5: where nothing else says what it is, a program's default does."""
        model_id = self.env["ir.model"]._get_id("res.partner")
        activities = self.env["mail.activity"].with_context(
            default_event_category_id=self.visit_category.id
        )
        values = {"res_model_id": model_id, "res_id": self.customer.id}
        plain = activities.create(values)
        self.assertEqual(plain.event_category_id, self.visit_category)
        self.assertEqual(plain.activity_type_id, self.visit_category.activity_type_id)
        todo = activities.create({**values, "activity_type_id": self.todo_type.id})
        self.assertFalse(todo.event_category_id)

    def test_a_card_of_other_records_has_no_category_to_pass_on(self):
        """A5: a card that lists opportunities makes no events, whatever is left in its settings."""
        card = self.env["sales.card"].create(
            {
                "name": "Leads",
                "model": "crm.lead",
                "owner_field_name": "user_id",
                "column_names": "name",
                "event_category_id": self.visit_category.id,
            }
        )
        self.assertNotIn("default_event_category_id", card.action_create_record()["context"])

    def test_chained_step_is_told(self):
        """B4: who gets the step that follows a logged call is told, as after any call."""
        self.action_category.activity_type_id.write(
            {
                "chaining_type": "trigger",
                "triggered_next_type_id": self.todo_type.id,
            }
        )
        self.todo_type.default_user_id = self.marketing
        form = (
            self.env["sales.event.log"]
            .with_user(self.seller)
            .create({"event_category_id": self.action_category.id, "lead_id": self.lead.id})
        )
        form.action_log()
        [todo] = self.lead.activity_ids
        self.assertEqual(todo.user_id, self.marketing)
        told = self.env["mail.message"].search(
            [
                ("model", "=", "crm.lead"),
                ("res_id", "=", self.lead.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        self.assertIn(self.marketing.partner_id, told.notified_partner_ids)

    def test_what_belongs_to_the_screen(self):
        """A5: who acts, the language and the companies stay; the screen's keys go."""
        own = {"lang": "fi_FI", "tz": "Europe/Helsinki", "allowed_company_ids": [1], "uid": 2}
        screen = {
            "default_user_id": 1, "search_default_mine": 1, "active_test": False, "active_id": 3,
            "active_ids": [3], "active_model": "crm.lead", "group_by": "user_id",
            "form_view_ref": "x", "card_user_id": 4, "show_hidden_cards": True,
            "event_role": "prospect", "keep_activity_defaults": True, "params": {},
        }  # fmt: skip
        self.assertEqual(without_screen({**own, **screen}), own)
