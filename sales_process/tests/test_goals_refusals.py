from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .assignment_common import AssignmentCommon
from .goals_common import GoalsCommon
from .refusals_common import WORDS, RefusalsMixin, proves


@tagged("post_install", "-at_install")
class TestGoalsRefusals(RefusalsMixin, GoalsCommon):
    """What a stage does by itself is refused, and whatever set it going goes on."""

    @proves("crm.lead._reach_goals")
    def test_moving_on(self):
        """The visit is held, the opportunity stays where it is, and moves on later."""
        with self.refusing("crm.lead", "write", lambda _leads, vals: "stage_id" in vals):
            event = self._hold()
            self.assertTrue(event.is_held)
            self.assertEqual(self.lead.stage_id, self.first)
            self.assertRefused("goals", self.lead, self.lead)
        self.lead.priority = "2"
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertPassed("goals", self.lead)

    @proves("crm.lead._create_tasks_by_itself")
    def test_planning_tasks(self):
        """The opportunity enters its stage although the tasks of it may not be planned."""
        self._create_plan(self.second, {"summary": "Write the offer"})
        with self.refusing(
            "mail.activity", "create", lambda _tasks, vals: "task_stage_id" in vals, AccessError
        ):
            self.lead.with_user(self.seller).stage_id = self.second
            self.assertEqual(self.lead.stage_id, self.second)
            self.assertFalse(self._tasks())
            self.assertRefused("tasks", self.lead, self.lead)
            with self.assertRaises(AccessError):  # a person asks for them
                self.lead.with_user(self.seller).action_plan_stage_tasks()
        self.lead.priority = "2"
        self.assertEqual(self._tasks().summary, "Write the offer")
        self.assertPassed("tasks", self.lead)

    @proves("mail.activity._skip_tasks", "mail.activity._give_to")
    def test_skipping_and_handing_over_tasks(self):
        """The opportunity moves on and changes hands although its tasks may not change."""
        self._create_plan(self.second, {"summary": "Write the offer"})
        self.lead.stage_id = self.second
        task = self._tasks()
        with self.refusing("mail.activity", "write", error=ValidationError):
            self.lead.user_id = self.seller2
            self.lead.stage_id = self.third
            self.assertEqual(self.assertRefused("tasks", task).lead_id, self.lead)
            self.assertRefused("owner", task)
        self.assertEqual((self.lead.stage_id, self.lead.user_id), (self.third, self.seller2))
        self.assertTrue(task.active)
        self.lead.priority = "2"
        self.commit()
        self.assertTrue(task.is_skipped)
        self.assertPassed("tasks", task)
        self.assertPassed("owner", task)

    def test_tasks_of_a_stage_that_was_left(self):
        """What a stage could not do is over with the stage."""
        self._create_plan(self.second, {"summary": "Write the offer"})
        with self.refusing("mail.activity", "create"):
            self.lead.stage_id = self.second
            self.assertRefused("tasks", self.lead)
        self.lead.stage_id = self.third
        self.assertPassed("tasks", self.lead)

    @proves("crm.lead._send_stage_mails")
    def test_stage_mail(self):
        """The opportunity enters its stage although the mail cannot be sent."""
        self.customer.email = "office@acme.example.com"
        self.second.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Welcome",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "subject": "About {{ object.name }}",
                "body_html": "<p>We are glad</p>",
                "use_default_to": True,
            }
        )
        self._new_transaction()
        with self.refusing(
            "mail.message",
            "create",
            lambda _messages, vals: vals.get("message_type") == "auto_comment",
        ):
            self.lead.with_user(self.seller).stage_id = self.second
            self.commit()
            self.assertEqual(self.lead.stage_id, self.second)
            self.assertRefused("stage_mail", self.lead, self.lead)
            self.assertIn("Second", [stay.stage_id.name for stay in self.lead.stage_history_ids])
        self.lead.priority = "2"
        self.assertPassed("stage_mail", self.lead)
        self.assertIn("auto_comment", self.lead.message_ids.mapped("message_type"))

    @proves("crm.lead._reach_milestones")
    def test_milestone(self):
        """The visit is held and the opportunity moves on although the milestone is refused."""
        self.first.is_milestone = True
        with self.refusing("sales.achievement", "create"):
            self._hold()
            self.assertEqual(self.lead.stage_id, self.second)
            self.assertRefused("milestone", self.lead, self.lead)
        self.lead.priority = "2"
        self.assertPassed("milestone", self.lead)
        self.assertEqual(
            self.env["sales.achievement"].search([("lead_id", "=", self.lead.id)]).user_id,
            self.seller,
        )

    @proves("sales.target._reach_targets")
    def test_reached_target(self):
        """A target whose achievement is refused keeps no other seller from hearing of theirs."""
        Target = self.env["sales.target"]
        targets = Target.create(
            [
                {
                    "user_id": user.id,
                    "metric": "events",
                    "event_category_id": self.visit_category.id,
                    "period": "month",
                    "value": 1,
                    "date_from": "2020-01-01",
                }
                for user in (self.seller, self.seller2)
            ]
        )
        for user in (self.seller, self.seller2):
            self._hold(user=user)
        self.commit()
        achievements = self.env["sales.achievement"]
        with self.refusing(
            "sales.achievement",
            "create",
            lambda _records, vals: (
                vals.get("kind") == "target" and vals["user_id"] == self.seller.id
            ),
        ):
            Target._cron_celebrate()
            self.commit()
        self.assertEqual(
            achievements.search([("kind", "=", "target")]).user_id & (self.seller | self.seller2),
            self.seller2,
        )
        refusal = self.assertRefused("target", targets[0])
        refusal.action_try_again()
        self.assertPassed("target", targets[0])

    @proves("crm.lead._create_aftercare")
    def test_aftercare(self):
        """The opportunity is paid although the next action may not be planned."""
        with self.refusing("mail.activity", "create", error="sql"):
            self.lead._move_to_stage(self.paid, "document")
            self.assertEqual(self.lead.stage_id, self.paid)
            self.assertRefused("aftercare", self.lead, words="")
        self.assertFalse(self.lead.aftercare_planned_on)
        self.lead.priority = "2"
        self.assertTrue(self.lead.aftercare_planned_on)
        self.assertPassed("aftercare", self.lead)

    @proves("crm.lead._set_origin")
    def test_follow_ups_of_a_merge(self):
        """Opportunities are merged although their follow-ups may not change."""
        other = self._create_lead("Other")
        follow_up = self._create_lead("Later", origin_lead_id=other.id)
        with self.refusing("crm.lead", "write", lambda _leads, vals: "origin_lead_id" in vals):
            head = (self.lead | other).merge_opportunity()
            self.assertRefused("follow_ups", follow_up)
        self.assertFalse(follow_up.origin_lead_id)
        follow_up.priority = "2"
        self.commit()
        self.assertEqual(follow_up.origin_lead_id, head)


@tagged("post_install", "-at_install")
class TestAssignmentRefusals(RefusalsMixin, AssignmentCommon):
    """Leads arrive, and enter their stages, although nobody may be given to them."""

    def refusing_rule(self, method):
        return self.refusing(
            "crm.lead",
            method,
            lambda _leads, vals: vals.get("user_id") == self.seller2.id,
            ValidationError,
        )

    @proves("crm.lead._pass_on")
    def test_entering_a_stage(self):
        stage = self.env["crm.stage"].create({"name": "Closing", "sequence": 5})
        self._create_rule(trigger="stage", stage_ids=stage.ids, user_ids=self.seller2.ids)
        self.commit()
        with self.refusing_rule("write"):
            self.lead.with_user(self.seller).stage_id = stage
            self.assertEqual((self.lead.stage_id, self.lead.user_id), (stage, self.seller))
            self.assertRefused("assignment", self.lead, self.lead)
        self.lead.priority = "2"
        self.commit()
        self.assertEqual(self.lead.user_id, self.seller2)
        self.assertPassed("assignment", self.lead)

    def test_arriving(self):
        """A lead that arrives is there; those that may be given to somebody are."""
        self._create_rule(user_ids=(self.seller2 | self.seller3).ids, method="rotation")
        registry_class = type(self.lead)
        validate = registry_class._validate_fields

        def refuse(leads, *args):
            if self.seller2 in leads.user_id:
                raise ValidationError(WORDS)
            return validate(leads, *args)

        with patch.object(registry_class, "_validate_fields", refuse):
            leads = self._create_leads(4)
            self.commit()
            refused = leads.filtered(lambda lead: lead.user_id != self.seller3)
            self.assertEqual(len(refused), 2)
            self.assertEqual(self.refusals("assignment").mapped("lead_id"), refused)
        refused[0].priority = "2"
        self.commit()
        self.assertEqual(refused[0].user_id, self.seller2)
        self.assertEqual(self.refusals("assignment").mapped("lead_id"), refused[1])

    @mute_logger("odoo.addons.base_automation.models.base_automation")
    def test_arriving_in_front_of_an_automation_rule(self):
        """Odoo's own automation refuses to whom it is given."""
        if "base.automation" not in self.env:
            self.skipTest("without automation rules")
        model = self.env["ir.model"]._get("crm.lead")
        code = f"if record.user_id.id == {self.seller2.id}:\n    raise UserError('{WORDS}')"
        self.env["base.automation"].create(
            {
                "name": "Not to Sue",
                "model_id": model.id,
                "trigger": "on_create_or_write",
                "action_server_ids": [
                    Command.create(
                        {"name": "Refuse", "model_id": model.id, "state": "code", "code": code}
                    )
                ],
            }
        )
        self._create_rule(user_ids=self.seller2.ids)
        lead = self._create_leads(1)
        self.assertNotEqual(lead.user_id, self.seller2)
        self.assertFalse(lead.assignment_rule_id)
        self.assertRefused("assignment", lead, lead)
        with self.assertRaises(UserError):
            self._create_leads(1, user_id=self.seller2.id)

    def test_arriving_lead_that_nobody_may_create(self):
        """What stock refuses, too, is refused."""
        self._create_rule(user_ids=self.seller3.ids)
        with self.refusing("crm.lead", "create"), self.assertRaises(UserError):
            self._create_leads(1)
