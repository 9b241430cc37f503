from odoo.fields import Command

from .process_common import StagesCommon


class GoalsCommon(StagesCommon):
    """A pipeline whose first stage is left by a held visit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit_goal = cls._create_goal(
            cls.first, kind="event", event_category_id=cls.visit_category.id
        )
        cls.call_type = cls.env.ref("mail.mail_activity_data_call")
        cls.todo_type = cls.env.ref("mail.mail_activity_data_todo")

    def setUp(self):
        super().setUp()
        self._new_transaction()

    @classmethod
    def _create_goal(cls, stage, **values):
        return cls.env["crm.stage.goal"].create({"stage_id": stage.id, **values})

    @classmethod
    def _create_plan(cls, stage, *templates):
        plan = cls.env["mail.activity.plan"].create(
            {
                "name": f"Tasks of {stage.name}",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": cls.todo_type.id,
                            "delay_from": "after_plan_date",
                            "responsible_type": "lead_owner",
                            **values,
                        }
                    )
                    for values in templates
                ],
            }
        )
        stage.activity_plan_id = plan
        return plan

    def _hold(self, category=None, lead=None, user=None, **values):
        """Hold an event on the opportunity, as its seller."""
        event = self._create_event(
            category or self.visit_category, lead or self.lead, user=user, **values
        )
        event.with_user(user or self.seller).action_done()
        return event

    def _new_transaction(self):
        """What follows happens in a transaction of its own."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _tasks(self, lead=None):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("lead_id", "=", (lead or self.lead).id), ("task_stage_id", "!=", False)])
            .sorted("id")
        )

    def _log(self, lead=None):
        """All that the log of the opportunity says."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        return " ".join(str(message.body) for message in (lead or self.lead).message_ids)
