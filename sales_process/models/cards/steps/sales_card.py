from datetime import timedelta

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.values import find_sent


class SalesCard(models.Model):
    """Steps with the rows of events: done, done with a note, later, handed over."""

    _inherit = "sales.card"

    @api.model
    def _get_row_action_options(self):
        return {
            "done": {
                "sequence": 10,
                "label": self.env._("Done"),
                "icon": "fa-check",
                "method": "_run_done",
                "undo": "_undo_step",
            },
            "done_note": {
                "sequence": 12,
                "label": self.env._("Done with a Note"),
                "icon": "fa-pencil-square-o",
                "method": "_run_done_note",
                "undo": "_undo_step",
            },
            "later": {
                "sequence": 50,
                "label": self.env._("Later"),
                "icon": "fa-clock-o",
                "method": "_run_later",
                "undo": "_undo_step",
                "choices": self._get_later_choices(),
            },
            "hand_over": {
                "sequence": 60,
                "label": self.env._("Hand Over"),
                "icon": "fa-share",
                "method": "_run_hand_over",
                "undo": "_undo_step",
            },
            "reopen": {
                "sequence": 70,
                "label": self.env._("Reopen"),
                "icon": "fa-undo",
                "method": "_run_reopen",
                "is_menu_only": True,
            },
            **super()._get_row_action_options(),
        }

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name != "mail.activity":
            return actions
        for event in records._filtered_access("write"):
            actions[event.id] += self._get_event_steps(event)
        return actions

    @api.model
    def _get_event_steps(self, event):
        if not event.active:
            return ["reopen"]
        if event.event_category_id.role == "prospect":
            return ["later", "hand_over"]  # a contact answers it
        return ["done", "done_note", "later", "hand_over"]

    @api.model
    def _say_row_changed(self, record):
        if record._name == "mail.activity" and not record.active:
            # of two who click at the same time, one did it
            return self._say_row(self.env._("“%s” is done already.", record.display_name))
        return super()._say_row_changed(record)

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def _run_done(self, event, _values):
        return self._finish_done("done", event)

    def _run_done_note(self, event, values):
        """With a note or an outcome it is done, without the form asks for them."""
        note = values.get("note")
        outcome = find_sent(self.env["sales.event.outcome"], values.get("outcome_id"))
        if not isinstance(note, str) and not outcome:
            return self._open_step(event, "done_note")
        return self._finish_done("done_note", event, note or False, outcome)

    def _finish_done(self, action, event, note=False, outcome=None):
        name = event.display_name
        kept = event._step_done(note, outcome)
        # of a meeting the note stands in the calendar as well
        is_final = note and event.calendar_event_id
        undo = not is_final and self._make_token(action, event, kept)
        return self._say_row(self.env._("Done: %s", name), "success", undo)

    def _run_later(self, event, values):
        day = self._get_later_day(event, values)
        if not day:
            return self._open_step(event, "later")
        name = event.display_name
        kept, due = event._step_later(day)
        if due == day:
            message = self.env._("“%(event)s” is due on %(day)s.", event=name, day=self._say(due))
        else:
            message = self.env._(
                "%(day_off)s is a day off: “%(event)s” is due on %(day)s.",
                day_off=self._say(day),
                event=name,
                day=self._say(due),
            )
        return self._say_row(message, "success", self._make_token("later", event, kept))

    @api.model
    def _get_later_day(self, event, values):
        """Return the day that was chosen; None: it is to be asked for."""
        return self._choose_later_day(event, values, event.user_id._get_sales_day())

    @api.model
    def _get_later_choices(self):
        return [
            {"label": self.env._("Tomorrow"), "values": {"to": "tomorrow"}},
            {"label": self.env._("Next week"), "values": {"to": "next_week"}},
            {"label": self.env._("On a date…"), "values": {}},
        ]

    @api.model
    def _choose_later_day(self, record, values, today):
        """As :meth:`_get_later_day`, of any record."""
        match values.get("to"):
            case "tomorrow":
                return today + timedelta(days=1)
            case "next_week":
                return today + relativedelta(weeks=1, weekday=MO(-1))
        return self._read_later_day(record, values.get("day"), today)

    @api.model
    def _read_later_day(self, record, value, today):
        """Return the day that a client has sent; None where it has sent none."""
        if not value:
            return None
        try:
            day = fields.Date.to_date(value)
        except (ValueError, TypeError, KeyError):
            day = None
        if not day or day < today:
            raise UserError(
                self.env._(
                    "“%(event)s” cannot be put off to %(day)s. Choose a day from today on.",
                    event=record.display_name,
                    day=value,
                )
            )
        return day

    def _run_hand_over(self, event, values):
        user = find_sent(self.env["res.users"], values.get("user_id"))
        if not user:
            return self._open_step(event, "hand_over")
        if user == event.user_id:
            return self._say_row(
                self.env._("“%(event)s” is %(name)s's already.", event=event.display_name,
                           name=user.name)
            )  # fmt: skip
        # sudo: the companies of a colleague decide, they are not shown
        is_colleague = user.active and user.sudo().company_ids & self.env.companies
        if user.share or not is_colleague:
            raise UserError(self.env._("This user is no colleague of yours. Choose another one."))
        name = event.display_name
        kept = event._step_hand_over(user)
        return self._say_row(
            self.env._("%(name)s has “%(event)s” now.", name=user.name, event=name),
            "success",
            self._make_token("hand_over", event, kept),
        )

    def _run_reopen(self, event, _values):
        name = event.display_name
        event.action_undo_event()
        return self._say_row(self.env._("“%s” is open again.", name), "success")

    def _undo_step(self, event, kept):
        name = event.sudo().display_name  # sudo: its step is taken back, whosever it is now
        if not event._take_step_back(kept):
            return self._say_row(
                self.env._("“%s” has changed since, so it stays as it is.", name), "warning"
            )
        message = self.env._("“%s” is as it was.", name)
        if "stage" in kept and event._get_step_stage_id() != kept["stage"]:
            message = self.env._(
                "“%(event)s” is open again. “%(lead)s” has moved on since and stays in its stage.",
                event=name,
                lead=event.lead_id.sudo().name,  # sudo: the opportunity of one's own event
            )
        return self._say_row(message)

    # ------------------------------------------------------------
    # ASKING
    # ------------------------------------------------------------

    def _open_step(self, event, step):
        """Open the small form that asks what a step needs to know."""
        context = {
            "dialog_size": "medium",
            "default_card_id": self.id,
            "default_activity_id": event.id,
            "default_step": step,
        }
        if card_user_id := self.env.context.get("card_user_id"):
            context["card_user_id"] = card_user_id
        return {
            "type": "ir.actions.act_window",
            "name": event.display_name,
            "res_model": "sales.card.step",
            "views": [(False, "form")],
            "target": "new",
            "context": context,
        }

    @api.model
    def _say(self, day):
        return self._format_day(day)
