from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.calls import Told, is_kept, read_moment, strip_number
from ....tools.values import LONGEST_NAME, LONGEST_QUOTE, check_id, find_sent
from ..sales_event_outcome import CALL_RESULTS

KEYS = (
    "number", "direction", "started_on", "duration", "user", "external_id", "outcome", "note",
    "customer_id", "lead_id",
)  # fmt: skip
CLOCKS_DIFFER = timedelta(minutes=5)
OLDEST_CALL = timedelta(days=366)
LONGEST_CALL = 24 * 3600  # seconds


class SalesCall(models.Model):
    """What is told of a call is read, or refused in words."""

    _inherit = "sales.call"

    @api.model
    def _read_told(self, values):
        """Read what a program tells of a call.

        :param dict values: see ``sales.event.log.log_call``
        :return: :class:`~odoo.addons.sales_process.tools.calls.Told`
        :raise UserError: says which value is wrong, and what to give instead
        """
        if not isinstance(values, dict):
            raise UserError(self.env._("A call is told as an object with: %s.", ", ".join(KEYS)))
        if unknown := [str(key) for key in values if key not in KEYS]:
            raise UserError(
                self.env._(
                    "A call has no “%(key)s”. It has: %(keys)s.",
                    key=unknown[0][:LONGEST_QUOTE],
                    keys=", ".join(KEYS),
                )
            )
        duration = self._read_duration(values.get("duration"))
        return Told(
            external_id=self._read_external_id(values.get("external_id")),
            number=strip_number(self._read_text("number", values)),
            direction=self._read_choice("direction", values, ("in", "out")),
            started_on=self._read_start(values),
            duration=duration,
            call_result=self._read_result(values, duration),
            user=self._read_text("user", values),
            note=self._read_text("note", values, longest=None),
            customer_id=self._read_link("customer_id", "res.partner", values),
            lead_id=self._read_link("lead_id", "crm.lead", values),
        )

    @api.model
    def _read_text(self, key, values, longest=LONGEST_NAME):
        value = values.get(key)
        if value is None or value is False:
            return ""
        if isinstance(value, int) and value is not True:
            value = str(value)  # extensions and numbers are sent as numbers, too
        is_text = isinstance(value, str) and is_kept(value)
        if not is_text or (longest and (len(value) > longest or "\n" in value)):
            raise UserError(
                self.env._(
                    "%(key)s of the call cannot be “%(value)s”. Give a text of one line.",
                    key=key,
                    value=ascii(value)[:LONGEST_QUOTE],
                )
            )
        return value.strip()

    @api.model
    def _read_external_id(self, value):
        external_id = self._read_text("external_id", {"external_id": value})
        if not external_id:
            raise UserError(
                self.env._(
                    "The call has no external_id. Give the id that the telephone system has for"
                    " it, so that it is logged once, however often it is told."
                )
            )
        return external_id

    @api.model
    def _read_choice(self, key, values, choices):
        value = values.get(key)
        if not isinstance(value, str) or value not in choices:
            raise UserError(
                self.env._(
                    "%(key)s of the call cannot be “%(value)s”. Give one of: %(choices)s.",
                    key=key,
                    value=str(value)[:LONGEST_QUOTE],
                    choices=", ".join(choices),
                )
            )
        return value

    @api.model
    def _read_result(self, values, duration):
        """How it went; where that is not told, whether there was a conversation says it."""
        if not values.get("outcome"):
            return "answered" if duration else "no_answer"
        return self._read_choice("outcome", values, [key for key, _label in CALL_RESULTS])

    @api.model
    def _read_duration(self, value):
        if value is None or value is False:
            return 0
        is_number = isinstance(value, (int, float)) and value is not True
        if not is_number or not 0 <= value <= LONGEST_CALL:
            raise UserError(
                self.env._(
                    "duration of the call cannot be “%s”. Give whole seconds, from 0 to 86400 (a"
                    " day).",
                    str(value)[:LONGEST_QUOTE],
                )
            )
        return round(value)

    @api.model
    def _read_start(self, values):
        value = values.get("started_on")
        try:
            moment = read_moment(value)
        except ValueError:
            raise UserError(
                self.env._(
                    "started_on of the call cannot be “%s”. Give a moment like"
                    " 2026-03-02T09:30:00+02:00, or 2026-03-02 07:30:00 in UTC.",
                    str(value)[:LONGEST_QUOTE],
                )
            ) from None
        now = fields.Datetime.now()
        # a click was now at the latest, whatever clock the seller's machine has
        is_click = values.get("customer_id") or values.get("lead_id")
        if moment > now + CLOCKS_DIFFER and not is_click:
            raise UserError(
                self.env._(
                    "The call starts in the future, at %s in UTC. Check the clock and the time zone"
                    " of the telephone system.",
                    fields.Datetime.to_string(moment),
                )
            )
        if moment < now - OLDEST_CALL:
            raise UserError(
                self.env._(
                    "The call started at %s in UTC, more than a year ago. Check the clock of the"
                    " telephone system; import older calls as events.",
                    fields.Datetime.to_string(moment),
                )
            )
        return min(moment, now)

    @api.model
    def _read_link(self, key, model, values):
        value = values.get(key)
        if not value:
            return 0
        check_id(self.env[model], value)
        if not find_sent(self.env[model], value):
            raise UserError(
                self.env._(
                    "%(model)s %(id)s was deleted, or belongs to another company. Choose another.",
                    model=self.env[model]._description,
                    id=value,
                )
            )
        return value
