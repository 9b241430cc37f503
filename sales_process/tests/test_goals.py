from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestGoals(GoalsCommon):
    # ------------------------------------------------------------
    # MOVING ON
    # ------------------------------------------------------------

    def test_event_moves_on(self):
        """F1: holding the event that the goal asks for moves the opportunity on, at once."""
        event = self._hold()
        self.assertEqual(self.lead.stage_id, self.second)
        stay = self.get_stays(self.lead)[-1]
        self.assertEqual((stay.cause, stay.cause_model), ("goal", "crm.stage.goal"))
        self.assertEqual(stay.cause_id, self.visit_goal.id)
        self.assertEqual(stay.entered_by_id, self.seller)
        self.assertTrue(event.is_held)

    def test_planned_or_missed_event_moves_nothing(self):
        """F1: a planned event, one of another category and one that did not take place meet
        nothing."""
        self._create_event(self.visit_category, self.lead)
        self._hold(self.action_category)
        missed = self._create_event(self.visit_category, self.lead)
        missed.outcome_id = self.outcome_no_answer
        missed.action_done()
        self.assertEqual(self.lead.stage_id, self.first)
        missed.outcome_id = self.outcome_held
        self.assertEqual(self.lead.stage_id, self.second, "it took place after all")

    def test_count(self):
        """F1: a goal may ask for several events; the checklist counts them."""
        self.visit_goal.count = 3
        self._hold()
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        [line] = self.lead.goal_status["goals"]
        self.assertEqual((line["done"], line["count"], line["is_met"]), (2, 3, False))
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_stage_without_goals_stays(self):
        """F1: without required goals an opportunity never moves on by itself."""
        self.visit_goal.required = False
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertTrue(self.lead.goal_status["goals"][0]["is_met"])
        self.assertFalse(self.lead.goal_status["is_met"])
        self.lead.stage_id = self.second
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertFalse(self.lead.goal_status)

    def test_all_required_goals(self):
        """F1: all required goals have to be met, the others need not."""
        self._create_goal(self.first, kind="domain", domain="[('expected_revenue', '>=', 50000)]")
        self._create_goal(self.first, kind="flow", flow_step="quotation", required=False)
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertEqual(self.lead.goal_status["missing"], ["Condition met"])
        self.lead.with_user(self.seller).expected_revenue = 60000
        self.assertEqual(self.lead.stage_id, self.second)

    def test_document_goal(self):
        """F1: a goal may be a document: met by the step and by every later one."""
        self.visit_goal.unlink()
        self.env.company.stages_follow_documents = False
        self._create_goal(self.first, kind="flow", flow_step="quotation")
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"].create({"name": "P"}).id,
                            "product_uom_qty": 1,
                            "price_unit": 100,
                        }
                    )
                ],
            }
        )
        self.assertEqual(self.lead.stage_id, self.second)
        self._create_goal(self.second, kind="flow", flow_step="sent")
        order.action_confirm()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_named_next_stage(self):
        """F1: a stage may name where its opportunities go."""
        self.first.next_stage_id = self.third
        self._hold()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_goals_do_not_win(self):
        """F1: won is won at the order; goals win only where the won stage is named."""
        self._create_goal(self.third, kind="event", event_category_id=self.action_category.id)
        self.lead.stage_id = self.third
        self._hold(self.action_category)
        self.assertEqual(self.lead.stage_id, self.third)
        self.assertFalse(self.lead.goal_status["next_stage"])

        self._new_transaction()
        self.third.next_stage_id = self.ordered
        other = self._create_lead("Named", stage_id=self.third.id)
        self._hold(self.action_category, other)
        self.assertEqual(other.stage_id, self.ordered)

    def test_no_auto_advance(self):
        """F1: a stage may leave the move to the person; the goals are shown as met."""
        self.first.auto_advance = False
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertTrue(self.lead.goal_status["is_met"])

    # ------------------------------------------------------------
    # ONE PASS, NO LOOP
    # ------------------------------------------------------------

    def test_cascade_in_one_pass(self):
        """F1: goals that are met already carry an opportunity on in the same pass."""
        self._create_goal(self.second, kind="domain", domain="[('expected_revenue', '>', 5000)]")
        self._hold()
        self.assertEqual(self.lead.stage_id, self.third)
        self.assertStays(self.lead, [self.first, self.second, self.third])
        self.assertEqual(self.get_stays(self.lead)[1:].mapped("cause"), ["goal", "goal"])
        log = self._log()
        self.assertIn("Goals of “First” met", log)
        self.assertIn("Goals of “Second” met", log)

    def test_cascade_on_creation(self):
        """F1: an opportunity that is created with its goals met moves on as well."""
        self.visit_goal.unlink()
        self._create_goal(self.first, kind="domain", domain="[('expected_revenue', '>', 5000)]")
        lead = self._create_lead("Big", expected_revenue=9000)
        self.assertEqual(lead.stage_id, self.second)

    def test_condition_on_a_computed_field(self):
        """F1: a condition may be about a field that the customer's record decides."""
        self.visit_goal.unlink()
        self._create_goal(self.first, kind="domain", domain="[('email_from', '=', 'new@a.com')]")
        self.lead.email_from = self.customer.email = "old@a.com"
        self._new_transaction()
        self.customer.with_user(self.seller).email = "new@a.com"
        self._new_transaction()
        self.assertEqual(self.lead.email_from, "new@a.com")
        self.assertEqual(self.lead.stage_id, self.second)

    def test_no_loop(self):
        """F10: stages that send an opportunity round in circles are entered once."""
        self._create_goal(self.second, kind="event", event_category_id=self.visit_category.id)
        self.env.flush_all()
        # stages may be put in another order after the check
        self.env.cr.execute(
            "UPDATE crm_stage SET next_stage_id = %s WHERE id = %s", [self.first.id, self.second.id]
        )
        self.env.invalidate_all()
        self._hold()
        self.assertLessEqual(len(self.get_stays(self.lead)), 3)
        stays = self.get_stays(self.lead)
        self._new_transaction()
        self._hold()
        self.lead._queue_goal_check()
        self.lead._work_off()
        self.assertEqual(self.get_stays(self.lead), stays, "nothing re-asserts itself")

    def test_next_stage_comes_later(self):
        """F1: a stage that would move on to an earlier one is refused."""
        with self.assertRaisesRegex(ValidationError, "Second.*First.*does not come after"):
            self.second.next_stage_id = self.first
        with self.assertRaisesRegex(ValidationError, "does not come after"):
            self.second.next_stage_id = self.second

    def test_move_back_stays(self):
        """F1: a person's move back is not undone, until there is new evidence."""
        event = self._hold()
        self._new_transaction()
        self.lead.with_user(self.seller).stage_id = self.first
        self.assertEqual(self.lead.stage_id, self.first)
        self.lead.with_user(self.seller).expected_revenue = 1
        self._hold()
        self._new_transaction()
        self.assertEqual(self.lead.stage_id, self.first, "nothing is new: it was met before")
        self.assertTrue(self.lead.goal_status["is_met"])

        self.visit_goal.count = 3
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second, "new evidence moves it on")
        self.assertTrue(event.is_held)

    def test_forward_again(self):
        """F1: an opportunity that comes back and goes forward again is carried on again."""
        self._create_goal(self.second, kind="domain", domain="[('priority', '=', '3')]")
        self.lead.priority = "3"
        self._hold()
        self.assertEqual(self.lead.stage_id, self.third)
        self._new_transaction()
        self.lead.with_user(self.seller).stage_id = self.first
        self.assertEqual(self.lead.stage_id, self.first)
        self._new_transaction()
        self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.third, "what is met carries on")

    def test_replay_changes_nothing(self):
        """F10: looking at the same goals again changes nothing, and writes nothing."""
        self.first.auto_advance = False
        self._hold()
        self._new_transaction()
        facts = self.lead.process_facts
        stays = self.get_stays(self.lead)
        self.lead._queue_goal_check()
        self.lead._work_off()
        self.assertEqual(self.lead.process_facts, facts)
        self.assertEqual(self.get_stays(self.lead), stays)

    def test_undone_event(self):
        """F1: an event that is deleted no longer meets its goal; the opportunity stays where it
        is, for moves by goals are not taken back."""
        self.first.auto_advance = False
        event = self._hold()
        self.assertTrue(self.lead.goal_status["is_met"])
        event.unlink()
        self.assertFalse(self.lead.goal_status["is_met"])
        self.assertEqual(self.lead.goal_status["missing"], ["Customer visit held"])

    def test_goal_and_document_together(self):
        """F10: a goal and a document in one transaction: each moves once, with its own cause."""
        self.env.company.stages_follow_documents = True
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        )
        self._hold()
        order.action_confirm()
        self.assertStays(self.lead, [self.first, self.second, self.ordered])
        self.assertEqual(self.get_stays(self.lead).mapped("cause"), ["person", "goal", "document"])

    # ------------------------------------------------------------
    # TIME
    # ------------------------------------------------------------

    def test_condition_met_by_time(self):
        """F1: a condition that time meets is found by the scheduled job; the checklist shows it
        before."""
        self.visit_goal.unlink()
        goal = self._create_goal(
            self.first, kind="domain", domain="[('date_deadline', '<=', 'today +30d')]"
        )
        with freeze_time("2025-03-03"):
            self.lead.date_deadline = date(2025, 5, 1)
            other = self._create_lead("Later", date_deadline=date(2026, 5, 1))
            self._run_cron()
            self.assertEqual(self.lead.stage_id, self.first)
        with freeze_time("2025-04-10"):
            self.env.invalidate_all()
            self.assertTrue(self.lead.goal_status["is_met"])
            self._run_cron()
            self.assertEqual(self.lead.stage_id, self.second)
            self.assertEqual(self.get_stays(self.lead)[-1].cause_id, goal.id)
            self.assertEqual(other.stage_id, self.first)

    def test_job_in_batches(self):
        """F1: the scheduled job works in batches and goes on where it was stopped."""
        self.visit_goal.unlink()
        leads = self.env["crm.lead"].concat(
            *(self._create_lead(f"Lead {n}", expected_revenue=n) for n in range(5))
        )
        self._create_goal(self.first, kind="domain", domain="[('expected_revenue', '>', 0)]")
        self.assertTrue(self.first.goals_changed_on)
        with patch("odoo.addons.sales_process.models.goals.timed.crm_lead.BATCH_SIZE", 2):
            self._run_cron(times_left=0)
            moved = leads.filtered(lambda lead: lead.stage_id == self.second)
            self.assertLess(len(moved), 4)
            self.assertTrue(self.first.goals_changed_on)
            self._run_cron()
        self.assertEqual((leads[1:] | self.lead).stage_id, self.second)
        self.assertEqual(leads[0].stage_id, self.first)
        self.assertFalse(self.first.goals_changed_on)

    def _run_cron(self, times_left=float("inf")):
        def commit_progress(cron, processed=0, *, remaining=None, deactivate=False):
            self.env.flush_all()
            return times_left

        with patch.object(self.env.registry["ir.cron"], "_commit_progress", commit_progress):
            self.env["crm.lead"].with_context(cron_id=1)._cron_check_goals()

    # ------------------------------------------------------------
    # CHECKLIST
    # ------------------------------------------------------------

    def test_checklist(self):
        """F1: the checklist says what is met, when and by what, and what is missing."""
        self.first.auto_advance = False
        self._create_goal(
            self.first,
            name="Budget known",
            kind="domain",
            domain="[('expected_revenue', '>', 50000)]",
        )
        with freeze_time("2025-03-04"):
            event = self._hold(summary="Visit at the plant")
        status = self.lead.with_user(self.seller).goal_status
        visit, budget = status["goals"]
        self.assertEqual(visit["name"], "Customer visit held")
        self.assertEqual(visit["met_on"], "2025-03-04")
        self.assertEqual(visit["met_by"], "Visit at the plant, Sam Seller")
        self.assertEqual(visit["source"], {"model": "mail.activity", "id": event.id})
        self.assertEqual((budget["name"], budget["is_met"]), ("Budget known", False))
        self.assertEqual(status["missing"], ["Budget known"])
        self.assertEqual((status["met"], status["total"]), (1, 2))

    def test_condition_keeps_its_day(self):
        """F1: the checklist remembers on which day a condition was met."""
        self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        with (
            freeze_time("2025-03-05"),
            patch.object(self.env.cr, "now", lambda: self.start.replace(day=5)),
        ):
            self.lead.priority = "3"
        self._new_transaction()
        [line] = [line for line in self.lead.goal_status["goals"] if line["kind"] == "domain"]
        self.assertEqual(line["met_on"], "2025-03-05")

    def test_checklist_queries(self):
        """F1: the checklists of many opportunities cost no query more than of a few."""
        self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        self._create_goal(self.first, kind="flow", flow_step="order")
        leads = self.env["crm.lead"].concat(*(self._create_lead(f"Lead {n}") for n in range(20)))
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("goal_status")
            return self.env.cr.sql_log_count - before

        count(leads[:2])
        self.assertLessEqual(count(leads), count(leads[:2]))

    def test_batch_of_events(self):
        """F1: events on many opportunities at once are looked at in one batch."""
        leads = self.env["crm.lead"].concat(*(self._create_lead(f"Lead {n}") for n in range(12)))
        events = self.env["mail.activity"].concat(
            *(self._create_event(self.visit_category, lead) for lead in leads)
        )
        calls = []
        original = type(leads)._get_goal_results

        def counted(records):
            calls.append(len(records))
            return original(records)

        with patch.object(self.env.registry["crm.lead"], "_get_goal_results", counted):
            events.action_archive()
        self.assertEqual(leads.stage_id, self.second)
        self.assertLessEqual(len(calls), 2, calls)

    def test_write_without_goals_is_free(self):
        """F1: where stages have no goals, a write costs not a single query more."""
        self.visit_goal.unlink()
        lead = self.lead.with_context(tracking_disable=True)
        lead.write({"referred": "Warms the caches"})
        self.env.flush_all()
        with self.assertQueryCount(1):
            lead.write({"referred": "Somebody"})
            self.env.flush_all()

    # ------------------------------------------------------------
    # MOVES BY PEOPLE
    # ------------------------------------------------------------

    def test_block(self):
        """F4: a stage that blocks refuses a person's move on and names what is missing."""
        self.first.goal_policy = "block"
        self.visit_goal.count = 2
        self._hold()
        with self.assertRaisesRegex(
            UserError,
            r"(?s)Not to “Second” yet.*Acme project.*First.*Customer visit held 2 times \(1 of 2\)",
        ):
            self.lead.with_user(self.seller).stage_id = self.second
        with self.assertRaises(UserError):
            self.lead.with_user(self.seller).action_set_won()
        self.assertEqual(self.lead.stage_id, self.first)
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_block_is_about_required_goals(self):
        """F4: a goal that is not required may be missing, whatever the stage's policy."""
        self.first.goal_policy = "block"
        self._create_goal(self.first, kind="event", event_category_id=self.action_category.id)
        self.visit_goal.required = False
        with self.assertRaisesRegex(UserError, "Sales action held") as caught:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertNotIn("Customer visit", caught.exception.args[0])
        self.first.goal_ids.required = False
        self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)

    def test_block_cannot_be_jumped(self):
        """F4: stages may be skipped, but none that blocks: jumping over it is refused as well."""
        self._create_goal(self.second, kind="event", event_category_id=self.action_category.id)
        self.lead.with_user(self.seller).stage_id = self.third
        self.assertEqual(self.lead.stage_id, self.third, "it only informs")
        self.second.goal_policy = "block"
        other = self._create_lead("Globex project")
        with self.assertRaisesRegex(UserError, "Globex project.*Second.*Sales action held"):
            other.with_user(self.seller).stage_id = self.third
        self._hold(self.action_category, other)
        other.with_user(self.seller).stage_id = self.third
        self.assertEqual(other.stage_id, self.third)

    def test_block_allows_back(self):
        """F4: a stage that blocks lets people go back, and lose the opportunity."""
        self._create_goal(self.second, kind="event", event_category_id=self.action_category.id)
        self.second.goal_policy = "block"
        self.lead.stage_id = self.second
        self.lead.with_user(self.seller).stage_id = self.first
        self.assertEqual(self.lead.stage_id, self.first)
        self.lead.with_user(self.seller).action_set_lost()
        self.assertEqual(self.lead.won_status, "lost")

    def test_block_names_each(self):
        """F4: moving many at once says which of them is held back, and moves none."""
        self.first.goal_policy = "block"
        other = self._create_lead("Globex project", partner_id=self.other_customer.id)
        self._hold(lead=other)
        third = self._create_lead("Initech project")
        with self.assertRaisesRegex(UserError, "(?s)Acme project.*Initech project") as caught:
            (self.lead | third).with_user(self.seller).write({"stage_id": self.third.id})
        self.assertNotIn("Globex", caught.exception.args[0])

    def test_block_does_not_stop_documents(self):
        """F4: documents are facts: they move on, and the log says which goals were missing."""
        self.env.company.stages_follow_documents = True
        self.first.goal_policy = "block"
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        )
        order.action_confirm()
        self.assertEqual(self.lead.stage_id, self.ordered)
        log = self._log()
        self.assertIn("Missing when it left “First”: Customer visit held", log)
        self.assertIn(order.name, log)

    def test_warn(self):
        """F4: a stage that warns tells who moves on, and the log says what was missing."""
        self.first.goal_policy = "warn"
        with self._catch_bus() as sent:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)
        [(user, kind, message)] = sent
        self.assertEqual(
            (user, kind, message["type"]), (self.seller, "simple_notification", "warning")
        )
        self.assertIn("Customer visit held", message["message"])
        self.assertIn("Missing when it left “First”: Customer visit held", self._log())

    def test_inform(self):
        """F4: a stage that informs lets go and writes into the log what was missing."""
        with self._catch_bus() as sent:
            self.lead.with_user(self.seller).stage_id = self.second
        self.assertFalse(sent)
        self.assertIn("Missing when it left “First”: Customer visit held", self._log())

    # ------------------------------------------------------------
    # BAD INPUT
    # ------------------------------------------------------------

    def test_archived_category(self):
        """F1: a goal whose category is archived is set aside: it holds nobody back, moves nobody
        on by itself, and says so."""
        self.first.goal_policy = "block"
        self.visit_category.active = False
        [line] = self.lead.goal_status["goals"]
        self.assertTrue(line["is_set_aside"])
        self.assertIn("archived", line["problem"])
        self.assertFalse(self.lead.goal_status["is_met"])
        self.assertEqual(self.lead.stage_id, self.first)
        self.lead.with_user(self.seller).stage_id = self.second
        self.assertEqual(self.lead.stage_id, self.second)

    def test_bad_settings(self):
        """F1: goals that nobody could meet are refused, with the stage's name and what to do."""
        for values, message in [
            ({"kind": "event"}, "Choose the event category.*First"),
            ({"kind": "flow"}, "Choose the document.*First"),
            ({"kind": "domain"}, "has no condition"),
            ({"kind": "domain", "domain": "[('nonsense', '=', 1)]"}, "cannot be read"),
            ({"kind": "domain", "domain": "[('user_id', '=', uid)]"}, "cannot be read"),
            ({"kind": "domain", "domain": "__import__('os')"}, "cannot be read"),
            ({"kind": "domain", "domain": "[('date_deadline', '<', 'someday')]"}, "cannot be read"),
        ]:
            with self.subTest(values=values), self.assertRaisesRegex(ValidationError, message):
                self._create_goal(self.first, **values)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self._create_goal(
                self.first, kind="event", event_category_id=self.visit_category.id, count=0
            )
            self.env.flush_all()
        self.assertIn("count", str(caught.exception).lower())

    def test_condition_gone_bad(self):
        """F1: a condition that can no longer be judged is set aside and breaks nothing."""
        goal = self._create_goal(self.first, kind="domain", domain="[('priority', '=', '3')]")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_stage_goal SET domain = %s WHERE id = %s", ["[('x_gone', '=', 1)]", goal.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        line = self.lead.goal_status["goals"][1]
        self.assertTrue(line["is_set_aside"])
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_lost_and_leads(self):
        """F1: lost opportunities and leads pursue no goals; restored, they do again."""
        self.lead.action_set_lost()
        self._hold()
        self.assertEqual(self.lead.stage_id, self.first)
        self.assertFalse(self.lead.goal_status)
        self._new_transaction()
        self.lead.action_unarchive()
        self.assertEqual(self.lead.stage_id, self.second)

    def test_guidance(self):
        """F2: the guidance of the stage is on the opportunity, in the seller's language."""
        self.env["res.lang"]._activate_lang("fi_FI")
        self.first.guidance = "<p>Ask for the budget</p>"
        self.first.update_field_translations(
            "guidance", {"fi_FI": {"Ask for the budget": "Kysy budjetti"}}
        )
        self.assertIn("Ask for the budget", self.lead.with_user(self.seller).guidance)
        self.assertIn("Kysy", self.lead.with_user(self.seller).with_context(lang="fi_FI").guidance)
        self.lead.stage_id = self.second
        self.assertFalse(self.lead.guidance)

    def test_process_carries_goals(self):
        """F1: a ready-made process brings its goals, tasks and mails along; saving a team's stages
        as a process keeps them."""
        self.env["res.lang"]._activate_lang("fi_FI")
        self._create_plan(self.first, {"summary": "Call"})
        budget = self._create_goal(
            self.first, name="Budget known", kind="domain", domain="[('priority', '=', '3')]"
        )
        budget.with_context(lang="fi_FI").name = "Budjetti tiedossa"
        self.first.goal_policy = "block"
        action = self.team.with_user(self.manager).action_save_process()
        process = self.env["sales.process.template"].browse(action["res_id"])
        other_team = self.env["crm.team"].create({"name": "Another team"})
        wizard = (
            self.env["sales.process.template.load"]
            .with_user(self.manager)
            .create({"template_id": process.id, "team_id": other_team.id})
        )
        for line in wizard.line_ids:
            line.target_id = line.target_id or process.stage_ids[0]
        wizard.action_load()
        loaded = other_team._get_process_stages()[0]
        self.assertNotEqual(loaded, self.first)
        self.assertEqual(loaded.name, "First")
        self.assertEqual(loaded.goal_policy, "block")
        self.assertEqual(loaded.activity_plan_id, self.first.activity_plan_id)
        self.assertEqual(
            loaded.goal_ids.mapped("display_name"), ["Customer visit held", "Budget known"]
        )
        self.assertEqual(loaded.goal_ids.event_category_id, self.visit_category)
        self.assertEqual(self.first.goal_ids, self.visit_goal | budget, "its own ones stay")

    def test_stage_copy(self):
        """F1: the copy of a stage has the same goals, as goals of its own."""
        copy = self.first.copy({"name": "Copy"})
        self.assertEqual(copy.goal_ids.event_category_id, self.visit_category)
        self.assertNotEqual(copy.goal_ids, self.visit_goal)
        self.assertEqual(self.first.goal_ids, self.visit_goal)

    def _catch_bus(self):
        return catch_bus(self)


class catch_bus:
    """What is sent to users over the bus: [(user, type, message)]."""

    def __init__(self, case):
        self.case = case
        self.sent = []

    def __enter__(self):
        sent = self.sent

        def send(record, notification_type, message, /, *, subchannel=None):
            if record._name == "res.users" and not notification_type.startswith("mail."):
                sent.extend((user, notification_type, message) for user in record)

        self.patcher = patch.object(self.case.env.registry["res.users"], "_bus_send", send)
        self.patcher.start()
        return sent

    def __exit__(self, *exception):
        self.patcher.stop()
