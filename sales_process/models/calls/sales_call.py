from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.crowds import looked_for
from .sales_event_outcome import CALL_RESULTS

# A seller's click and the telephone system tell of one call when they say it began about then.
SAME_CALL = timedelta(minutes=2)
SECONDS_PER_HOUR = 3600


class SalesCall(models.Model):
    """A call as a telephone system, or a seller's click, has told of it: one for each id, with the
    event that it was logged as, or why there is none."""

    _name = "sales.call"
    _description = "Call"
    _inherit = "sales.input.mixin"
    _order = "started_on desc, id desc"
    _rec_name = "number"
    _longest_name = None

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    external_id = fields.Char(
        "Id of the Call", required=True, readonly=True, help="As the telephone system numbers it."
    )
    is_by_hand = fields.Boolean(
        "Logged by Hand", readonly=True, help="A seller has logged it after a click on a number."
    )
    # what was told
    number = fields.Char(readonly=True, help="Of the other side, as it was told.")
    phone_sanitized = fields.Char("Full Number", readonly=True)
    direction = fields.Selection(
        [("in", "Incoming"), ("out", "Outgoing")], required=True, readonly=True
    )
    started_on = fields.Datetime("Start", required=True, readonly=True)
    duration = fields.Integer("Duration (seconds)", readonly=True)
    call_result = fields.Selection(CALL_RESULTS, "Result", required=True, readonly=True)
    note = fields.Text(readonly=True)
    extension = fields.Char(
        "Extension or Login", readonly=True, help="Whose call it was, as it was told."
    )
    repeated_with = fields.Text(
        "Told Differently",
        readonly=True,
        help="What was different when the same id was told again. What was logged stays.",
    )
    # what came of it
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    activity_id = fields.Many2one(
        "mail.activity", "Event", readonly=True, ondelete="set null", index="btree_not_null"
    )
    problem = fields.Selection(
        [
            ("withheld", "The number was withheld"),
            ("number", "No customer can have this number"),
            ("own", "One of our own numbers"),
            ("wrong", "A wrong number that nobody has"),
            ("user", "No salesperson for this extension or login"),
            ("refused", "Could not be logged"),
        ],
        "Why There Is No Event",
        readonly=True,
    )
    reason = fields.Text(readonly=True, help="What to do about it.")
    is_first = fields.Boolean(
        "First of Its Number", readonly=True, help="A lead was made for the unknown number."
    )

    _external_id_uniq = models.Constraint(
        "UNIQUE(company_id, external_id)", "This call was told of already."
    )
    # two first calls of an unknown caller at the same moment make one lead
    _first_uniq = models.UniqueIndex("(company_id, phone_sanitized) WHERE is_first IS TRUE")
    # a click and the telephone system that tell of the same call
    _same_idx = models.Index("(phone_sanitized, user_id, started_on)")

    # ------------------------------------------------------------
    # TAKING
    # ------------------------------------------------------------

    @api.model
    def _take(self, told, company, user):
        """Log a call. One that was told of before is not logged again, whatever is told now.

        :param told: :class:`~odoo.addons.sales_process.tools.calls.Told`
        :param user: whose call it was; an empty one where nobody has the extension or login
        :return: the call
        """
        call = self._find_told(told.external_id, company)
        if call:
            call._compare(told, user)
            return call
        call = self._keep(told, company, user)
        call._log()
        return call

    @api.model
    def _find_told(self, external_id, company):
        return self.search(
            [("external_id", "=", external_id), ("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _keep(self, told, company, user, **values):
        """Keep a call that was looked for in vain."""
        with looked_for():
            return self.create(
                {
                    "company_id": company.id,
                    "external_id": told.external_id,
                    "phone_sanitized": self._get_full_number(told.number, company),
                    **self._prepare_told_vals(told, user),
                    **values,
                }
            )

    @api.model
    def _prepare_told_vals(self, told, user):
        return {
            "number": told.number,
            "direction": told.direction,
            "started_on": told.started_on,
            "duration": told.duration,
            "call_result": told.call_result,
            "note": told.note,
            "extension": told.user or user.login,
            "user_id": user.id,
        }

    @api.model
    def _get_full_number(self, number, company):
        """The number as Odoo keeps it to compare: as from abroad, digits only; False where it is no
        number that somebody outside can have."""
        if not number:
            return False
        return self.env["res.partner"]._phone_format(number=number, country=company.country_id)

    def _compare(self, told, user):
        """Keep what is told differently of a call that was told of before."""
        self.ensure_one()
        kept = self._prepare_told_vals(told, user)
        del kept["user_id"]  # an extension may have another user today
        said = "\n".join(
            f"{self._get_label(name)}: {value or '–'}"
            for name, value in kept.items()
            if (self[name] or False) != (value or False)
        )
        if said and said != self.repeated_with:
            self.repeated_with = said

    def _get_label(self, name):
        return self._fields[name].get_description(self.env, ["string"])["string"]

    # ------------------------------------------------------------
    # LOGGING
    # ------------------------------------------------------------

    def action_log_again(self):
        """Try once more what could not be logged, as extensions and rights are now."""
        self.check_access("read")
        # sudo: users do not write what was told of calls
        for call in self.sudo().filtered("problem"):
            if not call.user_id:
                users = self.env["res.users"]
                call.user_id = users._find_by_telephone(call.extension or "", call.company_id)
            call._log()

    def _log(self):
        """Log the event of the call, or keep why there is none."""
        self.ensure_one()
        problem, reason = self._find_problem(), False
        if not problem:
            event, reason = self._log_event()
            self.activity_id = event
            problem = "refused" if reason else not event and "wrong"
        elif problem == "user":
            reason = self._say_no_seller()
        self.write({"problem": problem, "reason": reason})

    def _find_problem(self):
        """Why a call is no event, whatever customers there are; False where it may be one."""
        if not self.number:
            return "withheld"
        if self._is_own_number():
            return "own"
        if not self.phone_sanitized:
            return "number"
        if not self.user_id or not self._get_as_seller("sales.event.log").has_access("create"):
            return "user"
        return False

    def _say_no_seller(self):
        if self.user_id:
            return self.env._(
                "%s has no sales rights, so no event can be logged. Give them, and choose Log"
                " Again in the list of calls.",
                self.user_id.name,
            )
        return self.env._(
            "No user of %(company)s has the extension or login “%(name)s”. Enter the extension in"
            " the form of its user, and choose Log Again in the list of calls.",
            company=self.company_id.name,
            name=self.extension or "",
        )

    def _say_problem(self):
        """Why there is no event, for people; empty where there is one."""
        if not self.problem:
            return ""
        described = self._fields["problem"].get_description(self.env, ["selection"])
        labels = dict(described["selection"])
        return self.reason or labels[self.problem]

    def _get_as_seller(self, model):
        """A model as it is for the seller, in the company of the call."""
        user = self.user_id
        seller = self.env[model].with_user(user)
        return seller.with_context(
            allowed_company_ids=self.company_id.ids, lang=user.lang, tz=user.tz
        )

    # ------------------------------------------------------------
    # THE SAME CALL, TOLD BY A PERSON AND A MACHINE
    # ------------------------------------------------------------

    def _find_same(self):
        """Return the call of a seller's click for one of the telephone system, or the other way
        round; an empty one where only one of them has told of it."""
        if not self.phone_sanitized or not self.user_id:
            return self.browse()
        others = self.search(
            [
                ("phone_sanitized", "=", self.phone_sanitized),
                ("user_id", "=", self.user_id.id),
                ("company_id", "=", self.company_id.id),
                ("direction", "=", self.direction),  # who rings back at once has another call
                ("is_by_hand", "!=", self.is_by_hand),
                ("started_on", ">=", self.started_on - SAME_CALL),
                ("started_on", "<=", self.started_on + SAME_CALL),
                ("activity_id", "!=", False),
            ]
        )
        # one that has its counterpart already is another call
        paired = self.search(
            [
                ("activity_id", "in", others.activity_id.ids),
                ("is_by_hand", "=", self.is_by_hand),
                ("id", "!=", self.id),
            ]
        )
        free = others.filtered(lambda call: call.activity_id not in paired.activity_id)
        return free.sorted(lambda call: abs(call.started_on - self.started_on))[:1]

    def _take_place_of_told(self, event):
        """A seller has logged the call by hand: that takes the place of what the telephone system
        has had logged, whose duration is the exact one."""
        self.activity_id = event
        told = self._find_same()
        if told:
            event.sudo().event_duration = told.duration / SECONDS_PER_HOUR
            machine_made, told.activity_id = told.activity_id, event
            (machine_made - event).unlink()

    def _check_told(self):
        """:raise UserError: why the call could not be logged, where whoever told of it can do
        something about it"""
        if self.problem in ("user", "refused"):
            raise UserError(self._say_problem())
