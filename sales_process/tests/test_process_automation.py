from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..tools.transaction import get_queue
from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestAutomation(StagesCommon):
    """F10: what Odoo's own automation moves has the cause *rule*, and says which one."""

    def _create_action(self, stage=None, **values):
        stage = stage or self.second
        return self.env["ir.actions.server"].create(
            {
                "name": "Big ones first",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": f"records.write({{'stage_id': {stage.id}}})",
                **values,
            }
        )

    def _run(self, action, leads=None, user=None):
        leads = leads or self.lead
        action = action.with_user(user) if user else action
        action.with_context(
            active_model=leads._name, active_ids=leads.ids, active_id=leads[:1].id
        ).run()

    def _assert_moved_by(self, record, user=None, lead=None):
        stay = self.get_stays(lead or self.lead)[-1]
        self.assertEqual(stay.stage_id, self.second)
        self.assertEqual(
            (stay.cause, stay.cause_model, stay.cause_id), ("rule", record._name, record.id)
        )
        self.assertEqual(stay.entered_by_id, user or self.env.user)

    def test_server_action(self):
        """F10: a server action that a seller starts, by code."""
        action = self._create_action()
        self._run(action, user=self.seller)
        self._assert_moved_by(action, self.seller)

    def test_server_action_that_updates_the_record(self):
        """F10: by Odoo's own *Update Record*, for many at once."""
        stage_field = self.env["ir.model.fields"]._get("crm.lead", "stage_id")
        action = self._create_action(
            state="object_write",
            update_path="stage_id",
            resource_ref=f"crm.stage,{self.second.id}",
            code=False,
        )
        self.assertEqual(action.update_field_id, stage_field)
        other = self._create_lead("Other")
        self._run(action, self.lead | other)
        for lead in self.lead | other:
            self._assert_moved_by(action, lead=lead)

    def test_action_of_several(self):
        """F10: the rule is the action that was started, not a part of it."""
        child = self._create_action(name="Part")
        action = self._create_action(state="multi", code=False, child_ids=[Command.link(child.id)])
        self._run(action)
        self._assert_moved_by(action)

    def test_scheduled_job(self):
        """F10: a company's own job."""
        job = self.env["ir.cron"].create(
            {
                "name": "Every night",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "state": "code",
                "code": f"model.browse({self.lead.id}).write({{'stage_id': {self.second.id}}})",
                "interval_type": "days",
            }
        )
        job.ir_actions_server_id.run()
        self._assert_moved_by(job.ir_actions_server_id)

    def test_the_log_names_it(self):
        """E9: the opportunity's log says which rule it was."""
        self._run(self._create_action())
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertIn("Big ones first", self.lead.message_ids[0].body)

    def test_afterwards_a_person_is_a_person(self):
        """F10: what is done after the action, or although it failed, is not its doing."""
        action = self._create_action(code="raise UserError('No')")
        with self.assertRaisesRegex(UserError, "No"):
            self._run(action)
        self.assertIsNone(get_queue(self.env).scope.cause)
        self.lead.stage_id = self.second
        self.assertEqual(self.get_stays(self.lead)[-1].cause, "person")

    def test_no_client_says_so(self):
        """F10: a context that speaks of a job makes no job of a person."""
        self.lead.with_user(self.seller).with_context(cron_id=1).stage_id = self.second
        self.assertEqual(self.get_stays(self.lead)[-1].cause, "person")

    def test_sellers_read_the_stay(self):
        """F10: a seller, who may not read actions, opens the stay all the same."""
        self._run(self._create_action())
        stay = self.get_stays(self.lead)[-1].with_user(self.seller)
        with Form(stay) as form:
            self.assertEqual(form.cause, "rule")
        spec = {"cause": {}, "cause_model": {}, "cause_id": {"fields": {"display_name": {}}}}
        [row] = stay.web_read(spec)
        self.assertEqual(row["cause"], "rule")

    def test_automation_rule(self):
        """F10: of an automation rule, where that app is there, the rule itself."""
        if "base.automation" not in self.env:
            self.skipTest("Automation rules are not installed")
        rule = self.env["base.automation"].create(
            {
                "name": "Big ones first",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "trigger": "on_create_or_write",
                "filter_domain": "[('expected_revenue', '>', 50000)]",
                "action_server_ids": [Command.link(self._create_action().id)],
            }
        )
        self.lead.with_user(self.seller).expected_revenue = 60000
        self._assert_moved_by(rule, self.seller)
