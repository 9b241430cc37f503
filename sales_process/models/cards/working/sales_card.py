from datetime import timedelta

from dateutil.relativedelta import MO, relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ....tools.values import find_sent
from ....tools.workdays import add_workdays

# a card whose rows offer one of these can be worked through
WORK_ACTIONS = {"done", "log", "log_call", "log_visit"}
STEPS = ("done", "log", "later", "skip", "return")


class SalesCard(models.Model):
    """Working through a card: one row after the other, with what matters for the contact and the
    form that logs it."""

    _inherit = "sales.card"

    can_work_through = fields.Boolean("May Be Worked Through", compute="_compute_content")

    def _prepare_content(self, **content):
        return super()._prepare_content(**{"can_work_through": False, **content})

    def _draw(self, records, columns, options):
        drawn = super()._draw(records, columns, options)
        offered = {action["name"] for action in drawn["row_actions"]}
        is_own_view = self._get_card_user() == self.env.user
        return {
            **drawn,
            "can_work_through": is_own_view and not offered.isdisjoint(WORK_ACTIONS),
        }

    @api.readonly
    def action_work_through(self):
        """Open the screen that takes the rows of the card one after the other."""
        self.ensure_one()
        self._check_own_view()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_card_action_work")
        action["context"] = {"active_id": self.id}
        return action

    # ------------------------------------------------------------
    # THE ROUND
    # ------------------------------------------------------------

    def get_round(self):
        """Return where the user is in working through the card, with the row that is next.

        :return: ``card``, ``done`` (``logged``, ``later``, ``skipped``), ``left``, ``started_on``
            and ``row``, as :meth:`_prepare_round_row` returns it, or False when none is left
        """
        return self._prepare_round(self._open_round())

    def run_round_step(self, res_id, step, values=None):
        """Log a row, put it off, skip it, or bring it back; then go on.

        :param int res_id: the record
        :param str step: ``log`` (``form_id``: the filled in form; ``anyway``: whatever a colleague
            has done), ``done`` (``note``), ``later`` (``to`` or ``day``), ``skip`` or ``return``
        :return: as :meth:`get_round`, with ``said``: a message; or ``said`` alone and ``obstacle``,
            why nothing was logged
        """
        round_ = self._open_round()
        values = self._check_row_values(values)
        if step not in STEPS:
            raise UserError(self.env._("“%s” is no step of a round. Reload the page.", step))
        record = find_sent(self.env[self.model], res_id)
        said = False
        match step:
            case "log":
                obstacle = not values.get("anyway") and self._get_round_obstacle(record)
                if obstacle:
                    return {"said": False, "obstacle": obstacle}
                self._log_round_row(record, values)
                round_._note(res_id, "logged")
            case "done":
                said = self._finish_round_row(res_id, values)
                round_._note(res_id, "logged")
            case "later":
                said = self._put_off_round_row(record, values)
                round_._note(res_id, "later")
            case "skip":
                round_._note(res_id, "skipped")
            case "return":
                round_._note(res_id, None)
        return {"said": said, **self._prepare_round(round_)}

    def restart_round(self, with_logged=True):
        """Begin anew: with all rows that are on the card, or with those that were not logged."""
        round_ = self._open_round()
        round_._restart(with_logged)
        return self._prepare_round(round_)

    def leave_round(self):
        """The user has left the screen: the row is free for colleagues."""
        round_ = self._open_round()
        round_._claim(self.env[self.model])
        return True

    def _open_round(self):
        self.ensure_one()
        self._check_own_view()
        self._check_readable()
        return self.env["sales.card.round"]._get_own(self)

    def _prepare_round(self, round_):
        handled = round_._get_handled()
        record, left, colleague = self._find_next(round_, handled)
        round_._claim(record)
        done = list(handled.values())
        return {
            "card": {"id": self.id, "name": self.name, "icon": self.icon},
            "done": {step: done.count(step) for step in ("logged", "later", "skipped")},
            "left": left,
            "started_on": fields.Date.to_string(round_.started_on),
            "form_view_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "sales_process.sales_event_log_view_form_round"
            ),
            "row": self._prepare_round_row(record, colleague) if record else False,
        }

    def _find_next(self, round_, handled):
        """Return the first row in the card's order that is not dealt with, how many there are, and
        the colleague who has it before the eyes.

        A row with which a colleague is busy comes when no other one is left.
        """
        model = self.env[self.model]
        domain = self._get_record_domain() & Domain("id", "not in", list(handled))
        left = model.search_count(domain)
        if not left:
            return model, 0, ""
        order = self.row_order or model._order
        claims = round_._get_claims(self.model)
        free = domain & Domain("id", "not in", list(claims))
        record = model.search(free, order=order, limit=1)
        record = record or model.search(domain, order=order, limit=1)
        return record, left, claims.get(record.id, "")

    # ------------------------------------------------------------
    # A ROW
    # ------------------------------------------------------------

    def _prepare_round_row(self, record, colleague=""):
        """Return what matters for the contact, as plain JSON."""
        lead, person = self._get_round_links(record)
        customer = person.commercial_partner_id
        columns = self._get_columns(record)
        actions = self._get_row_actions(record)[record.id]
        leads = self._find_round_leads(lead, customer)
        return {
            "id": record.id,
            "model": record._name,
            "line": self._prepare_rows(record, columns, {})[0],
            "columns": columns,
            "name": record.display_name,
            "note": self._say_text(record.note) if record._name == "mail.activity" else "",
            "colleague": colleague,
            "customer": self._prepare_round_customer(person) if person else False,
            "phones": self._get_round_phones(person, lead),
            "events": self._prepare_round_events(lead, customer),
            "leads": [self._prepare_round_lead(other) for other in leads],
            "sections": self._prepare_round_sections(leads[:1]),
            "form": self._prepare_round_form(record, actions),
            "can_finish": "done" in actions,
            "can_put_off": self._may_put_off(record, actions),
        }

    # ------------------------------------------------------------
    # LOGGING
    # ------------------------------------------------------------

    def _prepare_round_form(self, record, actions):
        """Return the defaults of the form that logs a row; False where nothing can be logged."""
        if "log_call" in actions:
            action = self._run_log_call(record, {})
        elif "log_visit" in actions:
            action = self._run_log_visit(record, {})
        elif "log" in actions:
            action = self._run_log(record, {})
        elif "done" in actions and record.event_category_id:
            action = self._prepare_planned_form(record)
        else:
            return False
        return {key: value for key, value in action["context"].items() if value}

    @api.model
    def _prepare_planned_form(self, event):
        """The form that completes a planned event: what it is stays, how it went is asked."""
        action = event._prepare_log_form()
        action["context"] |= {
            "default_activity_id": event.id,
            "default_event_category_id": event.event_category_id.id,
            "default_activity_type_id": event.activity_type_id.id,
            "default_event_type_id": event.event_type_id.id,
            "default_user_id": event.user_id.id or self.env.uid,
        }
        return action

    def _log_round_row(self, record, values):
        form = find_sent(self.env["sales.event.log"], values.get("form_id"))
        if not form:
            raise UserError(
                self.env._("The form was open for too long. Reload the page, and fill it in again.")
            )
        if values.get("anyway") and not form.activity_id.active:
            form.activity_id = False  # what a colleague has done is an event of its own
        form.action_log()

    def _finish_round_row(self, res_id, values):
        """An activity that is no event is done, with a note where there is something to say."""
        note = values.get("note")
        has_note = isinstance(note, str) and note.strip()
        action, kept = ("done_note", {"note": note}) if has_note else ("done", {})
        return self.run_row_action(res_id, action, kept)

    def _get_round_obstacle(self, record):
        """Say what has happened to a row since it was shown, because of which logging it may say
        the same twice."""
        if not record or not record.has_access("read"):
            return self.env._("This record was deleted meanwhile, or is no longer yours to read.")
        if not record._active_name or record[record._active_name]:
            return ""
        if record._name != "mail.activity":
            return self.env._("“%s” was archived meanwhile.", record.display_name)
        # sudo: the colleague's name
        colleague = (record.answered_by_id.sudo().user_id or record.sudo().user_id).name
        return self.env._(
            "“%(event)s” is done already, by %(name)s.",
            event=record.display_name,
            name=colleague,
        )

    # ------------------------------------------------------------
    # PUTTING OFF
    # ------------------------------------------------------------

    def _may_put_off(self, record, actions):
        return "later" in actions or ("plan" in actions and "activity_ids" in record._fields)

    def _put_off_round_row(self, record, values):
        """Put an event off; of anything else, plan a contact for that day."""
        if not record:
            return self._say_row_gone()
        if record._name == "mail.activity":
            result = self.run_row_action(record.id, "later", values)
            if "message" in result:
                return result
        elif self._may_put_off(record, self._get_row_actions(record)[record.id]):
            day = self._get_contact_day(record, values)
            if day:
                return self._plan_contact(record, day)
        raise UserError(self.env._("Choose the day on which it is due."))

    @api.model
    def _get_contact_day(self, record, values):
        today = self._get_clock_today()
        match values.get("to"):
            case "tomorrow":
                return today + timedelta(days=1)
            case "next_week":
                return today + relativedelta(weeks=1, weekday=MO(-1))
        return self._read_later_day(record, values.get("day"), today)

    def _plan_contact(self, record, day):
        user = self._get_card_user()
        category = self.env["sales.event.category"].search([("role", "=", "contact")], limit=1)
        due = add_workdays(day, 0, user._get_workdays())
        activity = record.activity_schedule(
            activity_type_id=category.activity_type_id.id,
            date_deadline=due,
            user_id=user.id,
            automated=False,
        )
        return self._say_row(
            self.env._(
                "“%(record)s”: %(activity)s is planned for %(day)s.",
                record=record.display_name,
                activity=activity.activity_type_id.name,
                day=self._format_day(due),
            ),
            "success",
            self._make_token("planned", activity, False),
        )

    @api.model
    def _get_row_action_options(self):
        return {
            "planned": {
                "label": self.env._("Plan"),
                "icon": "fa-calendar-plus-o",
                "method": "_run_open",
                "undo": "_undo_planned",
                "is_menu_only": True,
            },
            **super()._get_row_action_options(),
        }

    def _undo_planned(self, activity, _kept):
        """Take back a contact that was planned when its row was put off."""
        if not activity.active:
            return self._say_row_changed(activity)
        name = activity.display_name
        activity.unlink()
        return self._say_row(self.env._("“%s” is not planned any more.", name))
