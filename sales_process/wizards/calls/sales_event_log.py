from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import plaintext2html

from ...models.calls.sales_call import SECONDS_PER_HOUR
from ...tools.calls import Told


class SalesEventLog(models.TransientModel):
    """Calls are logged once: told by a program, or by a seller after a click on a number."""

    _inherit = "sales.event.log"

    event_duration = fields.Float("Duration", help="Hours that it took, where you keep that.")
    call_external_id = fields.Char(
        "Id of the Call", help="Of the click on a number with which the call began."
    )
    call_number = fields.Char("Number", help="The number that was clicked.")
    call_started_on = fields.Datetime("Start", help="When it was clicked.")

    @api.model
    def log_call(self, values):
        """Log a call for whose number it is: the customer, and the opportunity where it is plain
        which one. A call is logged once, however often it is told.

        :param dict values: ``external_id``: the id that the telephone system has for the call;
            ``number``: of the other side, empty where it is withheld; ``direction``: ``in`` or
            ``out``; ``started_on``: ISO 8601, in UTC where it has no zone, or seconds since 1970;
            ``duration``: whole seconds of the conversation, 0 where there was none; ``user``:
            extension or login, without it who calls this; ``outcome``: ``answered``,
            ``no_answer``, ``busy`` or ``wrong_number``, without it answered if it has a duration;
            ``note``. With ``customer_id`` or ``lead_id`` the number is not looked up
        :return: id of the event, the same for the same ``external_id``; False where the call is no
            customer's: a withheld, short or own number, or the event was deleted since
        :raise UserError: says what is wrong with a value, or that nobody has the extension
        :raise AccessError: the call is somebody else's, and the user is no telephone system
        """
        calls = self.env["sales.call"]
        told = calls._read_told(values)
        user = self._get_call_user(told.user)
        if told.customer_id or told.lead_id:
            return self._log_clicked(told).id
        # sudo: users do not write what was told of calls; events are logged as their seller
        call = calls.sudo()._take(told, self.env.company, user)
        call._check_told()
        return call.activity_id.id

    @api.model
    def _get_call_user(self, name):
        """Return whose call it was; an empty user where nobody is called so.

        :param str name: extension or login; empty: of who asks
        :raise AccessError: it is another user, and who asks is no telephone system
        """
        is_telephone = self.env.user.has_group("sales_process.group_telephone_system")
        if not is_telephone:
            self.check_access("create")
        user = self.env.user
        if name:
            user = self.env["res.users"]._find_by_telephone(name, self.env.company)
        if user != self.env.user and not is_telephone:
            raise AccessError(
                self.env._(
                    "You log your own calls, and “%s” is not you. For calls of others a user has to"
                    " be a member of the group Telephone System.",
                    name,
                )
            )
        return user.with_env(self.env)

    # ------------------------------------------------------------
    # AFTER A CLICK
    # ------------------------------------------------------------

    @api.model
    def _log_clicked(self, told):
        """Log a call of the user with whom the screen was about."""
        forms = self.with_context(event_role="contact")
        form = forms.create(
            {
                **forms._prepare_call_vals(
                    self.env.user, told.started_on, told.call_result, told.duration, told.note
                ),
                # an opportunity alone has its customer
                **({"customer_id": told.customer_id} if told.customer_id else {}),
                "lead_id": told.lead_id or False,
                "summary": self.env._("Call to %s", told.number),
                "call_external_id": told.external_id,
                "call_number": told.number,
                "call_started_on": told.started_on,
            }
        )
        return form._log_all()

    def _log(self):
        """What is logged after a click on a number is logged once, and as the call that the
        telephone system may tell of as well."""
        if not self.call_external_id:
            return super()._log()
        # sudo: users do not write what was told of calls
        calls = self.env["sales.call"].sudo()
        call = calls._find_told(self.call_external_id, self.env.company)
        if not call:
            record = self.lead_id or self.customer_id
            call = calls._keep(
                self._get_told(),
                self.env.company,
                self.user_id,
                is_by_hand=True,
                # a national number is one of the customer's country
                phone_sanitized=record._phone_format(number=self.call_number or ""),
            )
            call._take_place_of_told(super()._log())
        return call.activity_id.with_env(self.env)

    def _get_told(self):
        """What the form says of its call."""
        return Told(
            external_id=self.call_external_id,
            number=self.call_number or "",
            direction="out",
            started_on=self.call_started_on or fields.Datetime.now(),
            duration=round(self.event_duration * SECONDS_PER_HOUR),
            call_result=self._get_call_result(),
            user="",
            note="",
            customer_id=self.customer_id.id or 0,
            lead_id=self.lead_id.id or 0,
        )

    def _get_call_result(self):
        outcome = self.outcome_id
        if outcome.call_result:
            return outcome.call_result
        return "answered" if not outcome or outcome.is_held else "no_answer"

    # ------------------------------------------------------------
    # VALUES
    # ------------------------------------------------------------

    def _prepare_event_vals(self):
        return {**super()._prepare_event_vals(), "event_duration": self.event_duration}

    @api.model
    def _prepare_call_vals(self, user, started_on, result, duration, note):
        """Values of the form for a call.

        :param int duration: seconds
        :param str note: what was said, as plain text
        """
        call_type = self.env.ref("mail.mail_activity_data_call", raise_if_not_found=False)
        values = {
            "user_id": user.id,
            "event_date": user._get_sales_day(started_on),
            "event_duration": duration / SECONDS_PER_HOUR,
            "outcome_id": self.env["sales.event.outcome"]._find_of_call(result).id,
            "note": note and plaintext2html(note),
        }
        if call_type and call_type.active:
            values["activity_type_id"] = call_type.id
        return values

    @api.model
    def _get_call_note(self, result, duration, note):
        """How a call went, for who is to act on it."""
        field = self.env["sales.call"]._fields["call_result"]
        label = dict(field.get_description(self.env, ["selection"])["selection"])[result]
        minutes, seconds = divmod(duration, 60)
        line = f"{label} ({minutes}:{seconds:02})" if duration else label
        return Markup("<p>%s</p>%s") % (line, plaintext2html(note) if note else "")
