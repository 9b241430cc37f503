from datetime import datetime

from odoo import fields, models

from ....tools.transaction import get_queue
from ....tools.workdays import add_workdays

# What a step changes of an event, and taking it back restores
STEP_FIELDS = (
    "active",
    "date_deadline",
    "event_date",
    "is_event_date_given",
    "registered_on",
    "logged_at",
    "user_id",
    "outcome_id",
    "feedback",
)


class MailActivity(models.Model):
    """Steps that a person takes with an open event from a list: it is done, comes later, or goes to
    a colleague. Each can be taken back, as long as nothing else happens to the event."""

    _inherit = "mail.activity"  # pylint: disable=consider-merging-classes-inherited

    def _step_done(self, note=False, outcome=None):
        """Mark the event done.

        :return: what :meth:`_take_step_back` needs
        """
        before, stage_id = self._get_step_state(), self._get_step_stage_id()
        attachments = self._get_step_attachments()
        if outcome:
            self.outcome_id = outcome
        messages, planned = self._action_done(feedback=note)
        return {
            "before": before,
            "after": self._get_step_state(),
            "messages": messages.ids,
            "planned": planned.ids,
            "attachments": attachments.ids,
            "stage": stage_id,
        }

    def _step_later(self, day):
        """Put the event off to a day, or to the next one on which its seller works.

        :return: what :meth:`_take_step_back` needs, and the day that it is due now
        """
        before = self._get_step_state()
        workday = add_workdays(day, 0, self.user_id._get_workdays())
        self.date_deadline = workday
        return {"before": before, "after": self._get_step_state()}, workday

    def _step_hand_over(self, user):
        """Give the event to a colleague, who is told of it as of any event.

        :return: what :meth:`_take_step_back` needs
        """
        before = self._get_step_state()
        self.user_id = user
        return {"before": before, "after": self._get_step_state()}

    def _take_step_back(self, step):
        """Restore the event as it was before a step.

        :param step: what the step has returned
        :return: whether it was taken back; False where something else has happened since
        """
        # sudo: whoever has handed an event over may have no right to it any more, and who has taken
        # the step takes it back; days that nobody writes are restored, too
        event = self.sudo()
        if event._get_step_state() != step["after"]:
            return False
        event._restore_attachments(step.get("attachments", ()))
        self.env["mail.message"].sudo().browse(step.get("messages", ())).exists().unlink()
        event.browse(step.get("planned", ())).exists().filtered("active").unlink()
        event._restore_step_state(step["before"])
        return True

    def _restore_step_state(self, state):
        quiet = self.with_context(mail_activity_quick_update=True)
        # first what other things follow from, as the day of a meeting and who answers whom
        changed = {
            name: state[name]
            for name in ("active", "user_id", "date_deadline", "outcome_id", "feedback")
            if state[name] != self._get_step_state()[name]
        }
        quiet.write(changed)
        with get_queue(self.env).settling(self._ids):
            quiet.write(
                {
                    name: state[name]
                    for name in ("event_date", "is_event_date_given", "registered_on")
                }
            )
            logged_at = state["logged_at"]
            quiet.logged_at = logged_at and datetime.fromisoformat(logged_at)

    def _restore_attachments(self, attachment_ids):
        """Files moved to the message that said that the event is done."""
        attachments = self.env["ir.attachment"].browse(attachment_ids).exists()
        if attachments:
            attachments.write({"res_model": self._name, "res_id": self.id})

    def _get_step_attachments(self):
        # sudo: as Odoo moves them to the message, whosever they are
        return (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        )

    def _get_step_state(self):
        """Return the values that a step may change, as plain JSON."""
        self.ensure_one()
        event = self.sudo()  # sudo: of an event that its step may have taken away
        state = {}
        for name in STEP_FIELDS:
            value = event[name]
            match event._fields[name].type:
                case "many2one":
                    value = value.id
                case "date":
                    value = fields.Date.to_string(value)
                case "datetime":
                    value = value and value.isoformat()
            state[name] = value
        return state

    def _get_step_stage_id(self):
        return self.sudo().lead_id.stage_id.id  # sudo: only compared
