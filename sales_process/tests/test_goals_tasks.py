from datetime import date

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.workdays import Workdays, add_workdays
from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestStageTasks(GoalsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._create_plan(
            cls.second,
            {"summary": "Send the brochure"},
            {"summary": "Call", "activity_type_id": cls.call_type.id, "delay_count": 2},
        )

    # ------------------------------------------------------------
    # PLANNING
    # ------------------------------------------------------------

    @freeze_time("2025-03-05 09:00:00")  # a Wednesday
    def test_planned_on_entry(self):
        """F3: entering a stage plans its tasks for the owner, due relative to the entry."""
        self.lead.with_user(self.manager).stage_id = self.second
        tasks = self._tasks()
        self.assertEqual(tasks.mapped("summary"), ["Send the brochure", "Call"])
        self.assertEqual(tasks.user_id, self.seller)
        self.assertEqual(tasks.mapped("date_deadline"), [date(2025, 3, 5), date(2025, 3, 7)])
        self.assertEqual(tasks.task_stage_id, self.second)
        self.assertTrue(all(tasks.mapped("active")))
        self.assertFalse(any(tasks.mapped("is_held")))

    def test_planned_on_creation(self):
        """F3: an opportunity created in the stage gets its tasks; a lead and a lost one do not."""
        self.assertEqual(len(self._tasks(self._create_lead("New", stage_id=self.second.id))), 2)
        lead = self._create_lead("Lead", type="lead", stage_id=self.second.id)
        self.assertFalse(self._tasks(lead))
        lead.convert_opportunity(self.customer)
        self.assertEqual(len(self._tasks(lead)), 2, "once it is an opportunity")

    @freeze_time("2025-03-06 09:00:00")  # a Thursday
    def test_working_days(self):
        """F3: days are working days of the company's calendar, holidays are none."""
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "Europe/Brussels"})
        self.env.company.resource_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2025-03-09 23:00:00",
                "date_to": "2025-03-10 22:59:59",
            }
        )
        self.lead.stage_id = self.second
        # Friday is one; Saturday, Sunday and the holiday are none; Tuesday is two
        self.assertEqual(self._tasks()[1].date_deadline, date(2025, 3, 11))

    @freeze_time("2025-03-08 09:00:00")  # a Saturday
    def test_no_calendar(self):
        """F3: without a calendar every day counts; weeks and months are calendar time."""
        self.env.company.resource_calendar_id = False
        first, second = self.plan.template_ids
        first.write({"delay_count": 1, "delay_unit": "months"})
        second.write({"delay_count": 3, "delay_from": "before_plan_date"})
        self.lead.stage_id = self.second
        tasks = self._tasks()
        self.assertEqual(tasks[0].date_deadline, date(2025, 4, 8))
        self.assertEqual(tasks[1].date_deadline, date(2025, 3, 8), "never before the entry")

    def test_workdays(self):
        """F3: counting working days, whatever the calendar says."""
        weekdays = Workdays(
            lambda first, last: {
                date.fromordinal(day)
                for day in range(first.toordinal(), last.toordinal() + 1)
                if date.fromordinal(day).weekday() < 5
            }
        )
        friday = date(2025, 3, 7)
        self.assertEqual(add_workdays(friday, 0, weekdays), friday)
        self.assertEqual(add_workdays(friday, 1, weekdays), date(2025, 3, 10))
        self.assertEqual(add_workdays(date(2025, 3, 8), 0, weekdays), date(2025, 3, 10))
        self.assertEqual(add_workdays(date(2025, 3, 8), 1, weekdays), date(2025, 3, 10))
        self.assertEqual(add_workdays(friday, 100, weekdays), date(2025, 7, 25))
        self.assertEqual(add_workdays(friday, 3, lambda day: False), date(2025, 3, 10))

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    def test_responsibles(self):
        """F3: tasks are for the owner, the team leader or a named user."""
        first, second = self.plan.template_ids
        first.responsible_type = "team_leader"
        second.write({"responsible_type": "other", "responsible_id": self.marketing.id})
        self.lead.stage_id = self.second
        self.assertEqual(self._tasks().mapped("user_id"), self.manager | self.marketing)

    def test_rotation(self):
        """F3: tasks go round in the team: shares differ by one at most, also in batches."""
        self.plan.template_ids[1].unlink()
        self.plan.template_ids.responsible_type = "team_rotation"
        for number in range(3):
            self._create_lead(f"One {number}", stage_id=self.second.id)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Batch {number}",
                    "type": "opportunity",
                    "team_id": self.team.id,
                    "stage_id": self.second.id,
                }
                for number in range(6)
            ]
        )
        counts = dict.fromkeys(self.team.member_ids, 0)
        tasks = self.env["mail.activity"].search([("task_stage_id", "=", self.second.id)])
        self.assertEqual(len(tasks), 9)
        for task in tasks:
            counts[task.user_id] += 1
        self.assertEqual(sorted(counts.values()), [4, 5])
        self.assertEqual(len(leads), 6)

    def test_responsible_gone(self):
        """F3: a task whose responsible has left is for the owner, else for the team's leader."""
        second = self.plan.template_ids[1]
        second.write({"responsible_type": "other", "responsible_id": self.marketing.id})
        self.marketing.active = False
        self.lead.stage_id = self.second
        self.assertEqual(self._tasks().user_id, self.seller)
        orphan = self._create_lead("No owner", user_id=False, stage_id=self.second.id)
        self.assertEqual(self._tasks(orphan).user_id, self.manager)

    def test_tasks_follow_the_owner(self):
        """F3: open tasks for the owner follow a new owner, those of others stay."""
        second = self.plan.template_ids[1]
        second.write({"responsible_type": "other", "responsible_id": self.marketing.id})
        self.lead.stage_id = self.second
        self.lead.with_user(self.manager).user_id = self.seller2
        self.assertEqual(self._tasks().mapped("user_id"), self.seller2 | self.marketing)

    def test_lead_responsibles_are_for_leads(self):
        """F3: plans of other documents know no owner of an opportunity."""
        with self.assertRaisesRegex(ValidationError, "opportunities only.*Welcome"):
            self.env["mail.activity.plan"].create(
                {
                    "name": "Welcome",
                    "res_model": "res.partner",
                    "template_ids": [
                        (0, 0, {"summary": "Hello", "responsible_type": "team_leader"})
                    ],
                }
            )

    def test_plan_by_hand(self):
        """F3: the same plan can be launched by hand in Odoo's own form."""
        form = (
            self.env["mail.activity.schedule"]
            .with_user(self.seller)
            .create(
                {"res_model": "crm.lead", "res_ids": str(self.lead.ids), "plan_id": self.plan.id}
            )
        )
        form.action_schedule_plan()
        tasks = self.env["mail.activity"].search([("lead_id", "=", self.lead.id)])
        self.assertEqual(len(tasks), 2)
        self.assertEqual(tasks.user_id, self.seller)

    # ------------------------------------------------------------
    # SKIPPING
    # ------------------------------------------------------------

    def test_left_tasks_are_skipped(self):
        """F3: what is left when the goal is met is skipped, not done, and the log says so."""
        self._create_goal(self.second, kind="event", event_category_id=self.visit_category.id)
        self.lead.stage_id = self.second
        brochure, call = self._tasks()
        brochure.with_user(self.seller).action_done()
        self._hold()
        self.assertEqual(self.lead.stage_id, self.third)
        self.assertEqual((brochure.is_skipped, call.is_skipped), (False, True))
        self.assertFalse(call.active)
        self.assertFalse(call.is_held, "a skipped call is no sales action")
        self.assertFalse(call.date_done)
        self.assertTrue(brochure.date_done)
        self.assertIn("Tasks of “Second” skipped, not done: Call", self._log())
        self.assertFalse(
            self.env["mail.message"].search(
                [
                    ("res_id", "=", self.lead.id),
                    ("model", "=", "crm.lead"),
                    ("mail_activity_type_id", "=", self.call_type.id),
                ]
            ),
            "nothing says that it was done",
        )

    def test_skipped_when_leaving_forward(self):
        """F3: a person who moves on leaves the tasks behind; one who moves back does not."""
        self.lead.stage_id = self.second
        self.lead.with_user(self.seller).stage_id = self.first
        self.assertTrue(all(self._tasks().mapped("active")), "back: they are still to be done")
        self.lead.with_user(self.seller).stage_id = self.third
        self.assertTrue(all(self._tasks().mapped("is_skipped")))

    def test_skipped_when_a_document_moves_on(self):
        """F3: an order that carries the opportunity on leaves its open tasks behind as well, and
        says which goals were missing; cancelled, it plans them again."""
        self.env.company.stages_follow_documents = True
        self.lead.stage_id = self.second
        product = self.env["product.product"].create({"name": "P", "type": "service"})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "opportunity_id": self.lead.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
            }
        )
        self._new_transaction()
        order.action_confirm()
        self.assertEqual(self.lead.stage_id, self.ordered)
        self.assertEqual(self._tasks().mapped("is_skipped"), [True, True])
        self.assertFalse(self._tasks().filtered("date_done"))
        self._new_transaction()
        order._action_cancel()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(len(self._tasks().filtered("active")), 2)

    def test_planned_again_once(self):
        """F3: going back plans the skipped tasks again, once, and never those that are done."""
        self.lead.stage_id = self.second
        self._tasks()[0].action_done()
        self.lead.stage_id = self.third
        self.lead.stage_id = self.second
        self.assertEqual(
            self._tasks().filtered("active").mapped("summary"), ["Call"], "planned again"
        )
        self.lead.stage_id = self.first
        self.lead.stage_id = self.second
        self.assertEqual(len(self._tasks().filtered("active")), 1, "still the same one")
        self.lead.stage_id = self.third
        self.lead.stage_id = self.second
        self.assertFalse(self._tasks().filtered("active"), "not a third time")
        self.lead.with_user(self.seller).action_plan_stage_tasks()
        self.assertEqual(len(self._tasks().filtered("active")), 1, "unless somebody asks for it")

    def test_skipped_task_done_after_all(self):
        """F3: who does a skipped task after all has it counted."""
        self.lead.stage_id = self.second
        self.lead.stage_id = self.third
        call = self._tasks()[1]
        call.action_unarchive()
        self.assertFalse(call.is_skipped)
        call.action_done()
        self.assertTrue(call.is_held)

    def test_passing_through_plans_nothing(self):
        """F3: a stage that is passed in the same pass gets no tasks that would be skipped."""
        self._create_goal(self.second, kind="domain", domain="[('expected_revenue', '>', 1)]")
        self._hold()
        self.assertEqual(self.lead.stage_id, self.third)
        self.assertFalse(self._tasks())

    def test_tasks_goal(self):
        """F1: the tasks of a stage are a goal: done or not; skipped and cancelled are not done."""
        self._create_goal(self.second, kind="tasks")
        self.lead.stage_id = self.second
        [line] = self.lead.goal_status["goals"]
        self.assertEqual((line["done"], line["count"]), (0, 2))
        brochure, call = self._tasks()
        brochure.with_user(self.seller).action_done()
        self.assertEqual(self.lead.goal_status["goals"][0]["done"], 1)
        self.assertEqual(self.lead.stage_id, self.second)
        call.with_user(self.seller).action_done()
        self.assertEqual(self.lead.stage_id, self.third)

    def test_cancelled_tasks_are_not_done(self):
        """F1: cancelling all tasks meets no goal."""
        self._create_goal(self.second, kind="tasks")
        self.lead.stage_id = self.second
        self._tasks().unlink()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertFalse(self.lead.goal_status["is_met"])

    def test_tasks_goal_without_plan(self):
        """F1: a goal about tasks in a stage that has none is set aside and says why."""
        self._create_goal(self.third, kind="tasks")
        self.lead.stage_id = self.third
        [line] = self.lead.goal_status["goals"]
        self.assertTrue(line["is_set_aside"])
        self.assertIn("activity plan", line["problem"])

    def test_merge_with_open_tasks(self):
        """F3: after a merge each task is there once; what belongs to earlier stages is skipped."""
        other = self._create_lead("Acme, again", stage_id=self.second.id)
        self.lead.stage_id = self.second
        self._tasks(other)[0].action_done()
        head = (self.lead | other).merge_opportunity(auto_unlink=False)
        open_tasks = self._tasks(head).filtered("active")
        self.assertEqual(open_tasks.mapped("summary"), ["Call"])
        self.assertEqual(len(self._tasks(head).filtered("is_skipped")), 2)

    def test_mass_move(self):
        """F3: moving many plans their tasks in one go, without a query or a mail for each."""
        leads = self.env["crm.lead"].concat(
            *(self._create_lead(f"Lead {n}", user_id=self.seller2.id) for n in range(30))
        )
        self._new_transaction()
        before = self.env.cr.sql_log_count
        leads[:10].with_context(tracking_disable=True).write({"stage_id": self.second.id})
        self.env.flush_all()
        few = self.env.cr.sql_log_count - before
        before = self.env.cr.sql_log_count
        leads[10:].with_context(tracking_disable=True).write({"stage_id": self.second.id})
        self.env.flush_all()
        many = self.env.cr.sql_log_count - before
        self.assertEqual(len(self._tasks(leads[10])), 2)
        self.assertLessEqual(many, few)
