from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .row_actions_common import NOW, TestRowActionsCommon


@freeze_time(NOW)
class TestWorkThroughCard(TestRowActionsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {place}", "is_company": True} for place in range(3)]
        )
        cls.prospects = cls.env["mail.activity"].concat(
            *(
                cls._create_event(
                    cls.prospect_category, record=customer, date_deadline=f"2026-05-1{place + 3}"
                )
                for place, customer in enumerate(cls.customers)
            )
        )

    def _card(self, card=None, user=None):
        return self._as(card or self.card_prospects, user or self.seller)

    def _start(self, card=None, user=None):
        return self._card(card, user).get_round()

    def _step(self, record, step, card=None, user=None, **values):
        return self._card(card, user).run_round_step(record.id, step, values)

    def _fill(self, shown, user=None, **values):
        """Fill in the form beside a row."""
        forms = self.env["sales.event.log"].with_user(user or self.seller)
        return forms.with_context(**shown["row"]["form"]).create(values)

    def test_which_cards_are_worked_through(self):
        """H2: cards whose rows can be logged or done, on the own view; done events are over."""
        self.assertTrue(self._card().can_work_through)
        done = self._create_event(self.action_category, event_date="2026-05-12")
        done.action_done()
        over = self.env.ref("sales_process.card_sales_actions")
        self.assertEqual(self._ids(self._card(over)), done.ids)
        self.assertFalse(self._card(over).can_work_through)
        of_seller = self._as(self.card_prospects, self.manager, card_user_id=self.seller.id)
        self.assertTrue(of_seller.preview)
        self.assertFalse(of_seller.can_work_through)
        with self.assertRaises(UserError):
            of_seller.action_work_through()
        action = self._card().action_work_through()
        self.assertEqual(action["tag"], "sales_process.work_through")
        self.assertEqual(action["context"], {"active_id": self.card_prospects.id})

    def test_one_row_after_the_other(self):
        """H2: rows come as on the card; log and next, later and skip lead on; progress is said."""
        first, second, third = self.prospects
        shown = self._start()
        self.assertEqual((shown["row"]["id"], shown["left"]), (first.id, 3))
        self.assertEqual(shown["done"], {"logged": 0, "later": 0, "skipped": 0})
        form = self._fill(shown, summary="Wants an offer")
        self.assertEqual(form.customer_id, self.customers[0])
        self.assertEqual(
            (form.event_category_id, form.user_id), (self.action_category, self.seller)
        )
        shown = self._step(first, "log", form_id=form.id)
        self.assertFalse(first.active)
        self.assertTrue(first.answered_by_id.is_held)
        self.assertEqual((shown["row"]["id"], shown["left"]), (second.id, 2))
        shown = self._step(second, "skip")
        self.assertEqual((shown["row"]["id"], shown["left"]), (third.id, 1))
        shown = self._step(third, "later", to="next_week")
        self.assertEqual(str(third.date_deadline), "2026-05-18")
        self.assertEqual((shown["row"], shown["left"]), (False, 0))
        self.assertEqual(shown["done"], {"logged": 1, "later": 1, "skipped": 1})
        again = self._card().restart_round(False)
        self.assertEqual((again["row"]["id"], again["left"]), (second.id, 2))
        self.assertEqual(again["done"]["logged"], 1)

    def test_left_and_gone_on_with(self):
        """H2: who leaves goes on where it was; what was skipped comes back on another day."""
        first, second, _third = self.prospects
        self._start()
        self._step(first, "skip")
        self.assertEqual(self._start()["row"]["id"], second.id)
        self.assertEqual(self._start()["done"]["skipped"], 1)
        with freeze_time("2026-05-14 10:00:00"):
            self.assertEqual(self._start()["row"]["id"], first.id)

    def test_put_off_and_undone(self):
        """H2: the undo brings the row back, as it was."""
        first = self.prospects[0]
        before = self._state(first)
        said = self._step(first, "later", day="2026-06-02")["said"]
        self.assertEqual(str(first.date_deadline), "2026-06-02")
        self._undo(said)
        shown = self._step(first, "return")
        self.assertEqual(self._state(first), before)
        self.assertEqual(shown["row"]["id"], first.id)
        with self.assertRaises(UserError):
            self._step(first, "later", day="2026-05-01")
        with self.assertRaises(UserError):
            self._step(first, "later")
        self.assertEqual(self._start()["row"]["id"], first.id)

    def test_a_planned_event_is_completed(self):
        """H2: logging a planned event does that event, and makes no second one."""
        call = self._create_event(
            self.action_category, record=self.lead, date_deadline="2026-05-11", summary="Call them"
        )
        shown = self._start(self.card_tasks)
        self.assertEqual(shown["row"]["id"], call.id)
        form = self._fill(shown, note="<p>Nobody there</p>", outcome_id=self.outcome_no_answer.id)
        self.assertEqual((form.summary, form.lead_id), ("Call them", self.lead))
        events = self.env["mail.activity"].with_context(active_test=False).search_count([])
        self._step(call, "log", self.card_tasks, form_id=form.id)
        self.assertEqual(
            self.env["mail.activity"].with_context(active_test=False).search_count([]), events
        )
        self.assertEqual((call.active, call.is_held), (False, False))
        self.assertEqual(call.outcome_id, self.outcome_no_answer)
        self.assertEqual((call.feedback, str(call.event_date)), ("Nobody there", "2026-05-13"))

    def test_an_activity_that_is_no_event_is_done(self):
        """H2: a to-do is done, with a note, and becomes no event."""
        todo = self.lead.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.seller.id, date_deadline="2026-05-13"
        )
        self.assertFalse(todo.event_category_id)
        row = self._start(self.card_tasks)["row"]
        self.assertEqual((row["form"], row["can_finish"]), (False, True))
        shown = self._step(todo, "done", self.card_tasks, note="Sent")
        self.assertTrue(shown["said"]["undo"])
        self.assertEqual((todo.active, todo.feedback), (False, "Sent"))
        self.assertFalse(todo.event_category_id)

    def test_opportunities(self):
        """H2: an opportunity is logged on, and stays dealt with although it stays on the card; put
        off it gets a planned contact, which the undo takes away."""
        lead = self.lead
        row = self._start(self.card_leads)["row"]
        self.assertEqual((row["id"], row["leads"][0]["id"]), (lead.id, lead.id))
        said = self._step(lead, "later", self.card_leads, day="2026-05-16")["said"]
        planned = lead.activity_ids
        self.assertEqual((str(planned.date_deadline), planned.user_id), ("2026-05-18", self.seller))
        self.assertEqual(planned.event_category_id, self.action_category)
        self._undo(said)
        self.assertFalse(planned.exists())
        shown = self._step(lead, "return", self.card_leads)
        form = self._fill(shown, summary="Called")
        shown = self._step(lead, "log", self.card_leads, form_id=form.id)
        self.assertFalse(shown["row"])
        self.assertIn(lead.id, self._ids(self._card(self.card_leads)))
        self.assertFalse(self._start(self.card_leads)["row"])
        with freeze_time("2026-05-20 10:00:00"):
            self.assertFalse(self._start(self.card_leads)["row"])
        self.assertEqual(self._card(self.card_leads).restart_round()["row"]["id"], lead.id)

    def test_what_colleagues_did_drops_out(self):
        """H2: what somebody has done meanwhile is not shown; what is done while the form is open is
        said, nothing typed is lost, and nothing counts twice."""
        first, second, third = self.prospects
        shown = self._start()
        form = self._fill(shown, summary="Mine")
        self._create_event(
            self.visit_category, record=self.customers[0], user=self.manager, active=False
        )
        self._create_event(
            self.visit_category, record=self.customers[1], user=self.manager, active=False
        )
        self.assertFalse(first.active or second.active)
        answer = self._step(first, "log", form_id=form.id)
        self.assertIn(self.manager.name, answer["obstacle"])
        self.assertNotIn("row", answer)
        held = [("summary", "=", "Mine"), ("active", "=", False)]
        self.assertFalse(self.env["mail.activity"].search(held))
        shown = self._step(first, "log", form_id=form.id, anyway=True)
        self.assertEqual(len(self.env["mail.activity"].search(held)), 1)
        self.assertEqual(shown["row"]["id"], third.id)

    def test_a_planned_event_that_a_colleague_has_done(self):
        """H2: of two who complete the same planned event one does; the other may log an own one."""
        call = self._create_event(self.action_category, record=self.lead)
        shown = self._start(self.card_tasks)
        form = self._fill(shown, summary="Mine, too")
        call.action_done()
        self.assertIn(
            "done already", self._step(call, "log", self.card_tasks, form_id=form.id)["obstacle"]
        )
        with self.assertRaisesRegex(UserError, "is done already"):
            form.action_log()
        self._step(call, "log", self.card_tasks, form_id=form.id, anyway=True)
        own = self.env["mail.activity"].search(
            [("summary", "=", "Mine, too"), ("active", "=", False)]
        )
        self.assertTrue(own.is_held)
        self.assertNotEqual(own, call)

    def test_two_people_get_different_rows(self):
        """H2: a row that a colleague has before the eyes comes last, and says who has it."""
        everybody = self._create_card(
            name="Everybody's", model="mail.activity", event_category_id=self.prospect_category.id,
            row_order="date_deadline",
        )  # fmt: skip
        first, second, _third = self.prospects
        self.assertEqual(self._start(everybody)["row"]["id"], first.id)
        of_manager = self._start(everybody, self.manager)["row"]
        self.assertEqual((of_manager["id"], of_manager["colleague"]), (second.id, ""))
        for prospect in self.prospects[1:]:
            shown = self._step(prospect, "skip", everybody, self.manager)
        self.assertEqual(shown["row"]["id"], first.id)
        self.assertEqual(shown["row"]["colleague"], self.seller.name)
        self._card(everybody).leave_round()
        self.assertEqual(self._start(everybody, self.manager)["row"]["colleague"], "")
        with freeze_time("2026-05-13 12:00:00"):
            self.assertEqual(self._start(everybody)["row"]["id"], first.id)

    def test_what_stands_beside_the_form(self):
        """H2: numbers each once, last events, the opportunity with guidance and goals."""
        self.prospects.unlink()
        company = self.customers[0]
        person = self.env["res.partner"].create(
            {"name": "Ann", "parent_id": company.id, "phone": "+32 2 290 34 90"}
        )
        company.phone = "+32 2 290 34 91"
        stage = self.env["crm.stage"].create(
            {
                "name": "Need",
                "guidance": "<p>Ask for the need</p>",
                "goal_ids": [
                    Command.create(
                        {"kind": "event", "event_category_id": self.visit_category.id, "count": 1}
                    )
                ],
            }
        )
        lead = self.lead.copy(
            {"partner_id": person.id, "user_id": self.seller.id, "stage_id": stage.id,
             "phone": "+3222903490"}
        )  # fmt: skip
        self._create_event(
            self.action_category,
            record=company,
            event_date="2026-05-11",
            active=False,
            feedback="Was friendly",
        )
        prospect = self._create_event(
            self.prospect_category, record=person, date_deadline="2026-05-14", note="<p>Met</p>"
        )
        row = self._start()["row"]
        self.assertEqual((row["id"], row["note"]), (prospect.id, "Met"))
        self.assertEqual(
            (row["customer"]["name"], row["customer"]["company"]), ("Ann", company.name)
        )
        self.assertEqual(
            [phone["number"] for phone in row["phones"]], ["+32 2 290 34 90", "+32 2 290 34 91"]
        )
        self.assertEqual([event["text"] for event in row["events"]], ["Was friendly"])
        self.assertEqual([other["id"] for other in row["leads"]], lead.ids)
        guidance, goals = row["sections"]
        self.assertIn("Ask for the need", guidance["html"])
        self.assertEqual([line["is_done"] for line in goals["lines"]], [False])

    def test_a_row_costs_the_same_on_a_long_card(self):
        """H2: the next row costs a fixed number of queries, be there three left or thirty."""

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._start()
            return self.cr.sql_log_count - before

        self._start()
        few = count()
        for place in range(27):
            customer = self.env["res.partner"].create({"name": f"C{place}"})
            self._create_event(self.prospect_category, record=customer)
        many = count()
        self.assertEqual(self._start()["left"], 30)
        self.assertEqual(few, many)
        self.assertLessEqual(many, 45)

    def test_bad_input(self):
        """H2: what is no step, no record or no form is said; a round is its seller's alone."""
        first = self.prospects[0]
        for step in ("", None, "unlink", 7, ["log"]):
            with self.subTest(step=step), self.assertRaises(UserError):
                self._step(first, step)
        for form_id in (None, "1", -1, True):
            with self.subTest(form_id=form_id), self.assertRaises(UserError):
                self._step(first, "log", form_id=form_id)
        self.assertTrue(self._card().run_round_step("x", "log", {})["obstacle"])
        self.assertTrue(first.active)
        own = self.env["sales.card.round"].with_user(self.seller).search([])
        self.assertEqual(own.card_id, self.card_prospects)
        with self.assertRaises(AccessError):
            own.with_user(self.seller2).read(["handled"])
        with self.assertRaises(AccessError):
            own.with_user(self.seller).handled = {"1": ["logged", "2026-05-13"]}

    def test_deleted_meanwhile(self):
        """H2: a row that is gone is said, and the next one comes."""
        first, second, _third = self.prospects
        shown = self._start()
        form = self._fill(shown)
        first.unlink()
        self.assertIn("deleted", self._step(first, "log", form_id=form.id)["obstacle"])
        with patch.object(type(form), "action_log") as log:
            shown = self._step(first, "skip")
        self.assertFalse(log.called)
        self.assertEqual(shown["row"]["id"], second.id)
