from odoo.tests import Form, tagged

from odoo.addons.mail.tools.discuss import Store

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestOutcomesInPopups(SalesProcessCommon):
    def _shown(self, activity):
        """What Odoo's chatter and pop-ups are told of an activity."""
        [shown] = Store().add(activity.with_user(self.seller)).get_result()["mail.activity"]
        return shown

    def test_what_is_asked(self):
        """H12: *Mark Done* asks for the outcome of contacts and visits, not of prospects and
        to-dos; the category is there in the same words."""
        call = self._create_event(self.action_category, record=self.lead)
        prospect = self._create_event(self.prospect_category)
        todo = self.lead.activity_schedule("mail.mail_activity_data_todo")
        self.assertTrue(self._shown(call)["asks_outcome"])
        self.assertEqual(self._shown(call)["event_category"], self.action_category.name)
        self.assertFalse(self._shown(prospect)["asks_outcome"])
        self.assertFalse(self._shown(todo)["asks_outcome"])

    def _schedule(self, kind):
        form = Form(
            self.env["mail.activity.schedule"]
            .with_user(self.seller)
            .with_context(active_model="crm.lead", active_ids=self.lead.ids)
        )
        form.activity_type_id = self.env.ref(kind)
        return form

    def test_scheduled_and_done_at_once(self):
        """H12: the chatter's *Activity* button offers category and outcome; an outcome that is not
        held counts for nothing."""
        form = self._schedule("mail.mail_activity_data_call")
        self.assertEqual(form.event_category_id, self.action_category)
        form.outcome_id = self.outcome_no_answer
        form.save().action_schedule_activities_done()
        event = self.env["mail.activity"].search(
            [("lead_id", "=", self.lead.id), ("active", "=", False)]
        )
        self.assertEqual((event.outcome_id, event.is_held), (self.outcome_no_answer, False))

    def test_what_is_planned_has_no_outcome(self):
        """H12: an outcome that was chosen before it was planned after all is forgotten."""
        form = self._schedule("mail.mail_activity_data_call")
        form.outcome_id = self.outcome_no_answer
        form.save().action_schedule_activities()
        self.assertFalse(self.lead.activity_ids.outcome_id)

    def test_a_todo_has_no_outcome(self):
        """H12: what is no event gets none, whatever was chosen before."""
        form = self._schedule("mail.mail_activity_data_call")
        form.outcome_id = self.outcome_no_answer
        form.activity_type_id = self.env.ref("mail.mail_activity_data_todo")
        form.save().action_schedule_activities_done()
        todo = self.env["mail.activity"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", self.lead.id), ("active", "=", False)]
        )
        self.assertTrue(todo)
        self.assertFalse(todo.outcome_id)
