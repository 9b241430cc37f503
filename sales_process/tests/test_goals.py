from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

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
            self.env["crm.lead"]._cron_check_goals()
