from contextlib import suppress
from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests.common import new_test_user

from .row_actions_common import TestRowActionsCommon


class TestEventSteps(TestRowActionsCommon):
    def _plan_call(self, **values):
        return self._create_event(
            self.action_category, record=self.lead, date_deadline="2026-05-13", **values
        )

    def test_what_an_event_offers(self):
        """H1: a planned event can be done, done with a note, put off and handed over."""
        call = self._plan_call()
        self.assertEqual(
            self._offered(self.card_tasks, call),
            ["done", "done_note", "later", "hand_over", "open"],
        )
        described = {
            action["name"]: action for action in self._as(self.card_tasks, self.seller).row_actions
        }
        self.assertEqual(described["done"]["label"], "Done")
        self.assertEqual(
            [choice["label"] for choice in described["later"]["choices"]],
            ["Tomorrow", "Next week", "On a date…"],
        )
        self.assertNotIn("confirm", described)

    def test_what_a_prospect_offers(self):
        """H1: a prospect waits for a call or a visit, or becomes an opportunity."""
        prospect = self._create_event(self.prospect_category)
        self.assertEqual(
            self._offered(self.card_prospects, prospect),
            ["log_call", "log_visit", "new_opportunity", "later", "hand_over", "open"],
        )
        on_lead = self._create_event(self.prospect_category, record=self.lead)
        self.assertNotIn("new_opportunity", self._offered(self.card_prospects, on_lead))

    def test_done_and_undone(self):
        """H1: *Done* is one click, and within ten seconds the event is as it was."""
        prospect = self._create_event(self.prospect_category, record=self.lead)
        call = self._plan_call(note="<p>About the price</p>")
        before, prospect_before = self._state(call), self._state(prospect)
        messages = self.lead.message_ids
        result = self._run(self.card_tasks, call, "done")
        self.assertEqual((result["message"], result["type"]), ("Done: Sales action", "success"))
        self.assertTrue(call.is_held)
        self.assertFalse(prospect.active)
        self.assertTrue(self.lead.message_ids - messages)
        answer = self._undo(result)
        self.assertEqual(answer["message"], "“Sales action” is as it was.")
        self.assertEqual(self._state(call), before)
        self.assertEqual(self._state(prospect), prospect_before)
        self.assertEqual(self.lead.message_ids, messages)

    def test_undo_takes_back_what_was_chained(self):
        """H1: the next activity that Odoo plans when one is done goes with it."""
        kind = self.env["mail.activity.type"].create(
            {
                "name": "Chained",
                "chaining_type": "trigger",
                "triggered_next_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )
        call = self._plan_call(activity_type_id=kind.id)
        document = self.env["ir.attachment"].create(
            {"name": "offer.txt", "raw": b"x", "res_model": "mail.activity", "res_id": call.id}
        )
        activities = self.lead.activity_ids
        result = self._run(self.card_tasks, call, "done")
        self.assertEqual(len(self.lead.activity_ids), len(activities))
        self.assertNotEqual(self.lead.activity_ids, activities)
        self._undo(result)
        self.assertEqual(self.lead.activity_ids, activities)
        self.assertEqual((document.res_model, document.res_id), ("mail.activity", call.id))

    def test_done_with_a_note(self):
        """H1: a small form asks for the note and how it went."""
        call = self._plan_call()
        action = self._run(self.card_tasks, call, "done_note")
        self.assertEqual((action["res_model"], action["target"]), ("sales.card.step", "new"))
        form = (
            self.env["sales.card.step"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"note": "Wants an offer", "outcome_id": self.outcome_held.id})
        )
        closed = form.action_apply()
        self.assertEqual(closed["type"], "ir.actions.act_window_close")
        self.assertEqual((call.feedback, call.active), ("Wants an offer", False))
        self.assertEqual(call.outcome_id, self.outcome_held)
        self._undo(closed["infos"])
        self.assertTrue(call.active)
        self.assertFalse(call.feedback or call.outcome_id)

    def test_done_without_having_been_there(self):
        """H1: an outcome that is not held counts for nothing."""
        call = self._plan_call()
        self._run(self.card_tasks, call, "done_note", outcome_id=self.outcome_no_answer.id)
        self.assertEqual((call.active, call.is_held), (False, False))

    def test_later(self):
        """H1: *Later* is tomorrow, next week or a day, and can be undone."""
        call = self._plan_call()
        before = self._state(call)
        for values, due in (
            ({"to": "tomorrow"}, date(2026, 5, 14)),
            ({"to": "next_week"}, date(2026, 5, 18)),
            ({"day": "2026-06-02"}, date(2026, 6, 2)),
        ):
            with self.subTest(values=values):
                result = self._run(self.card_tasks, call, "later", **values)
                self.assertEqual(call.date_deadline, due)
                self.assertEqual(call.event_date, due)
                self._undo(result)
                self.assertEqual(self._state(call), before)
        action = self._run(self.card_tasks, call, "later")
        self.assertEqual(action["context"]["default_step"], "later")

    def test_later_on_a_day_off(self):
        """H1: what is put off to a day off is due on the next working day, and it says so."""
        call = self._plan_call()
        with freeze_time("2026-05-15 10:00:00"):  # a Friday
            result = self._run(self.card_tasks, call, "later", to="tomorrow")
        self.assertEqual(call.date_deadline, date(2026, 5, 18))
        self.assertIn("May 16 is a day off", result["message"])
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.company_main.resource_calendar_id.id,
                "date_from": "2026-05-13 22:00:00",
                "date_to": "2026-05-14 22:00:00",
            }
        )
        self._run(self.card_tasks, call, "later", to="tomorrow")
        self.assertEqual(call.date_deadline, date(2026, 5, 15))

    def test_later_is_not_earlier(self):
        """H1: a day that is over, or is none, is refused, and the event stays."""
        call = self._plan_call()
        for day in ("2026-05-12", "soon", "2026-13-45", 7, ["x"]):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "cannot be put off"):
                self._run(self.card_tasks, call, "later", day=day)
        self.assertEqual(call.date_deadline, date(2026, 5, 13))

    def test_hand_over(self):
        """H1: an event goes to a colleague, and comes back by the undo of who gave it."""
        call = self._plan_call()
        action = self._run(self.card_tasks, call, "hand_over")
        self.assertEqual(action["res_model"], "sales.card.step")
        result = self._run(self.card_tasks, call, "hand_over", user_id=self.seller2.id)
        self.assertEqual(call.user_id, self.seller2)
        self._undo(result)
        self.assertEqual(call.user_id, self.seller)
        portal = new_test_user(self.env, "sp_portal_row", "base.group_portal")
        for user_id in (portal.id, "x", -1, True):
            with self.subTest(user_id=user_id):
                with suppress(UserError):
                    self._run(self.card_tasks, call, "hand_over", user_id=user_id)
                self.assertEqual(call.user_id, self.seller)

    def test_log_a_call_and_a_visit(self):
        """H1: the form that answers a prospect knows customer, seller and category already."""
        prospect = self._create_event(
            self.prospect_category, record=self.contact, user=self.seller, summary="At the fair"
        )
        for action, category in (
            ("log_call", self.action_category),
            ("log_visit", self.visit_category),
        ):
            context = self._run(self.card_prospects, prospect, action)["context"]
            form = (
                self.env["sales.event.log"]
                .with_user(self.seller)
                .with_context(**context)
                .create({})
            )
            with self.subTest(action=action):
                self.assertEqual(form.event_category_id, category)
                self.assertEqual((form.customer_id, form.user_id), (self.contact, self.seller))
                self.assertEqual(form.summary, "At the fair")
        form.action_log()
        self.assertFalse(prospect.active)

    def test_new_opportunity(self):
        """H1: a prospect becomes an opportunity of its customer."""
        prospect = self._create_event(self.prospect_category)
        action = self._run(self.card_prospects, prospect, "new_opportunity")
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertEqual((lead.partner_id, lead.user_id), (self.customer, self.seller))
        self.assertEqual(prospect.lead_id, lead)

    def test_done_events_are_reopened(self):
        """H1: what is done by mistake is open again."""
        call = self._plan_call(event_date="2026-05-13")
        call.with_user(self.seller).action_done()
        card = self.env.ref("sales_process.card_sales_actions")
        self.assertEqual(self._offered(card, call), ["reopen", "open"])
        self._run(card, call, "reopen")
        self.assertTrue(call.active)

    # ------------------------------------------------------------
    # WHAT GOES WRONG
    # ------------------------------------------------------------

    def test_done_twice(self):
        """H1: of two clicks, or of two people, one counts, and the other is told."""
        call = self._plan_call()
        self._run(self.card_tasks, call, "done")
        messages = self.lead.message_ids
        again = self._run(self.card_tasks, call, "done")
        self.assertEqual(
            (again["message"], again["undo"]), ("“Sales action” is done already.", False)
        )
        self.assertEqual(self.lead.message_ids, messages)

    def test_deleted_meanwhile(self):
        """H1: *Done* on an event that a colleague has deleted is said, nothing happens."""
        call = self._plan_call()
        call_id = call.id
        done = self._run(self.card_tasks, call, "done")
        call.unlink()
        for action in ("done", "later", "hand_over", "open"):
            result = self._as(self.card_tasks, self.seller).run_row_action(call_id, action)
            self.assertIn("deleted meanwhile", result["message"])
        self.assertIn("deleted meanwhile", self._undo(done)["message"])

    def test_archived_meanwhile(self):
        """H1: a row whose record was lost or archived meanwhile is left alone."""
        self.lead.action_set_lost()
        for action in ("lost", "log", "plan", "new_quotation"):
            result = self._run(self.card_leads, self.lead, action)
            with self.subTest(action=action):
                self.assertIn("“Acme project” has changed meanwhile", result["message"])

    def test_undo_too_late_or_of_others(self):
        """H1: an undo is for whoever did it, for a moment, while nothing else has happened."""
        call = self._plan_call()
        result = self._run(self.card_tasks, call, "done")
        self.assertIn("too late", self._undo(result, self.seller2)["message"])
        for token in ("", "x", "AQ", None, 7, ["x"], result["undo"][:-4] + "AAAA"):
            with self.subTest(token=token):
                answer = self._undo({"undo": token})
                self.assertIn("too late", answer["message"])
        with freeze_time("2026-05-13 10:01:00"):
            self.assertIn("too late", self._undo(result)["message"])
        self.assertFalse(call.active)
        call.outcome_id = self.outcome_no_answer
        self.assertIn("has changed since", self._undo(result)["message"])
        self.assertFalse(call.active)
        call.outcome_id = False
        self._undo(result)
        self.assertTrue(call.active)
        self.assertIn("has changed since", self._undo(result)["message"])

    def test_bad_input(self):
        """H1: what is no row, no action or no choice is said in words."""
        call = self._plan_call()
        card = self._as(self.card_tasks, self.seller)
        for row_id in ("x", None, -1, 2**40, [1], {}, True):
            with self.subTest(row_id=row_id):
                self.assertIn("deleted", card.run_row_action(row_id, "done")["message"])
        for action in ("no such thing", None, 7, ["done"], "unlink", "_run_done"):
            with self.subTest(action=action):
                self.assertIn("changed", card.run_row_action(call.id, action)["message"])
        for values in ("x", [1], 7):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "Give names"):
                card.run_row_action(call.id, "done", values)
        self.assertTrue(call.active)
