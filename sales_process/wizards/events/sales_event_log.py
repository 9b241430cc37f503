from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, is_html_empty

from ...tools.context import without_screen
from ...tools.periods import day_start_utc
from ...tools.values import find_sent

# Dated further back than this, a form asks whether the date is meant.
OLD_DATE_DAYS = 90


class SalesEventLog(models.TransientModel):
    """One short form to log what has happened with a customer, or to register a prospect."""

    _name = "sales.event.log"
    _description = "Log an Event"
    _inherit = "sales.input.mixin"

    _read_links = ("activity_id", "lead_id", "customer_id", "commercial_partner_id", "user_id")

    event_category_id = fields.Many2one(
        "sales.event.category",
        "Category",
        required=True,
        default=lambda self: self._default_event_category_id(),
        help="What it was. It brings type and activity type.",
    )
    category_role = fields.Selection(related="event_category_id.role", related_sudo=False)
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_customer_id",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="The customer, or the person there with whom you were in touch.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        help="Leave it empty where the event is about no particular opportunity.",
    )
    is_customer_fixed = fields.Boolean(compute="_compute_is_customer_fixed")
    commercial_partner_id = fields.Many2one(
        related="customer_id.commercial_partner_id", related_sudo=False
    )
    event_date = fields.Date(
        "When",
        required=True,
        default=fields.Date.context_today,
        help="A day ahead plans the event; today or earlier logs it as done.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        compute="_compute_from_category",
        store=True,
        compute_sudo=False,
        readonly=False,
        domain=[("res_model", "=", False)],
        help="Odoo's own: call, email, meeting …",
    )
    event_type_id = fields.Many2one(
        "sales.event.type",
        "Type",
        compute="_compute_from_category",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="What it was about: new customer, follow-up, presentation …",
    )
    outcome_id = fields.Many2one("sales.event.outcome", help="Empty counts as held.")
    summary = fields.Char(help="One line, as it will stand on the card.")
    note = fields.Html(help="What was said and agreed.")
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        help="Who did it, or who has to act.",
    )
    is_done = fields.Boolean(
        "Done", compute="_compute_is_done", help="Whether the event is saved as done or as planned."
    )
    # next step
    next_activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Next Step",
        domain=[("res_model", "=", False)],
        help="What you will do next. Empty: nothing is planned.",
    )
    next_date = fields.Date(
        "Next Step On",
        compute="_compute_next_date",
        store=True,
        compute_sudo=False,
        readonly=False,
        help="The day for which it is planned.",
    )
    next_summary = fields.Char("What Next", help="In one line, as it will stand on the card.")

    @api.model
    def _default_event_category_id(self):
        categories = self.env["sales.event.category"]
        role = self.env.context.get("event_role", "contact")
        category = categories.search([("role", "=", role)], limit=1)
        category = category or categories.search([], limit=1)
        if not category:
            raise UserError(
                self.env._(
                    "No event category is in use, so nothing can be logged. Ask a sales manager to"
                    " restore one: CRM → Configuration → Sales Process → Event Categories."
                )
            )
        return category

    @api.model
    def default_get(self, fields):
        """Take customer and opportunity from the record that the form is opened on."""
        values = super().default_get(fields)
        model, record_id = self.env.context.get("active_model"), self.env.context.get("active_id")
        if model in ("crm.lead", "res.partner", "sale.order") and record_id:
            record = find_sent(self.env[model], record_id)
            if record:
                lead, partner = self.env["mail.activity"]._get_event_links(record)
                values.setdefault("lead_id", lead.id)
                values.setdefault("customer_id", partner.id)
        return values

    @api.model_create_multi
    def create(self, vals_list):
        forms = super().create(vals_list)
        forms._check_readable()
        return forms

    def write(self, vals):
        result = super().write(vals)
        self._check_readable()
        return result

    def _check_readable(self):
        """A form shows names of what it is about: only of what its user may read."""
        self.lead_id.check_access("read")
        self.customer_id.check_access("read")

    @api.depends("lead_id")
    def _compute_customer_id(self):
        for form in self:
            if form.lead_id.partner_id:
                form.customer_id = form.lead_id.partner_id

    @api.depends("lead_id")
    def _compute_is_customer_fixed(self):
        for form in self:
            form.is_customer_fixed = bool(form.lead_id.partner_id)

    @api.depends("event_category_id")
    def _compute_from_category(self):
        for form in self:
            category = form.event_category_id
            form.activity_type_id = category.activity_type_id or form.activity_type_id
            form.event_type_id = category.event_type_id or form.event_type_id

    @api.depends("event_category_id", "event_date", "user_id")
    def _compute_is_done(self):
        for form in self:
            form.is_done = (
                form.event_category_id.log_as_done
                and bool(form.event_date)
                and form.event_date <= form.user_id._get_sales_day()
            )

    @api.depends("next_activity_type_id")
    def _compute_next_date(self):
        for form in self:
            if form.next_activity_type_id:
                form.next_date = form.next_activity_type_id._get_date_deadline()

    @api.onchange("event_date")
    def _onchange_event_date(self):
        if not self.event_date:
            return None
        days = (self.user_id._get_sales_day() - self.event_date).days
        if days <= OLD_DATE_DAYS:
            return None
        return {
            "warning": {
                "title": self.env._("Is the date right?"),
                "message": self.env._(
                    "%(date)s is %(days)s days ago. The event will count in that month.",
                    date=self.event_date,
                    days=days,
                ),
            }
        }

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_log(self):
        """Save the event: as done, or as planned where its date lies ahead or the category says so.

        :raise UserError: without a customer and an opportunity
        :return: an action that closes the form; its ``infos`` have the ids of what was logged as
            ``event_ids``
        """
        return {
            "type": "ir.actions.act_window_close",
            "infos": {"event_ids": self._log_all().ids},
        }

    def _log_all(self):
        """Log the events of these forms, in their order, and return them."""
        # what the form is opened with is for the form, not for what it makes
        context = without_screen(self.env.context)
        forms = self.with_context(context)  # pylint: disable=context-overridden
        return self.env["mail.activity"].concat(*(form._log() for form in forms))

    def action_log_and_new(self):
        """Save the event and open an empty form for the next one, with the same category."""
        self.action_log()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_event_log_action")
        action["context"] = {"default_event_category_id": self.event_category_id.id}
        return action

    def _log(self):
        self.ensure_one()
        self._check_complete()
        meeting = self._find_meeting()
        event = self._update_event(meeting)
        if self.is_done and (not event or event.active):
            event = event or self._create_event(meeting)
            # says in the chatter what was said, and plans what the kind of activity chains
            event._action_done(feedback=self._get_feedback())
        elif not event:
            event = self._create_event(meeting)
        self._plan_next_step()
        return event

    def _check_complete(self):
        if not self.customer_id and not self.lead_id:
            raise UserError(
                self.env._(
                    "Choose a customer or an opportunity: the event (%(category)s) has to be about "
                    "somebody.",
                    category=self.event_category_id.name,
                )
            )
        if self.lead_id.partner_id and self.customer_id.commercial_partner_id not in (
            self.env["res.partner"],
            self.lead_id.partner_id.commercial_partner_id,
        ):
            raise UserError(
                self.env._(
                    "The opportunity “%(lead)s” belongs to %(customer)s, not to %(other)s. Choose "
                    "another opportunity, or leave it empty.",
                    lead=self.lead_id.name,
                    customer=self.lead_id.partner_id.commercial_partner_id.name,
                    other=self.customer_id.name,
                )
            )

    def _create_event(self, meeting):
        """Create the event: done already, where it took place."""
        values = self._prepare_event_vals()
        values["calendar_event_id"] = meeting.id
        if self.is_done:
            values.update(active=False, feedback=self._get_feedback())
        if meeting:
            # sudo: the meeting may be a private one
            values["companion_ids"] = (meeting.sudo()._get_sellers_there() - self.user_id).ids
        quiet = self.with_context(mail_activity_quick_update=self.is_done)
        return quiet.env["mail.activity"].create(values).with_env(self.env)

    def _get_feedback(self):
        return False if is_html_empty(self.note) else html2plaintext(self.note)

    def _prepare_event_vals(self):
        """Values of the event that the form logs. To be extended by fields that are added to the
        form."""
        record = self.lead_id or self.customer_id
        values = {
            "res_model_id": self.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "event_category_id": self.event_category_id.id,
            "activity_type_id": self.activity_type_id.id or self._get_fallback_type().id,
            "event_type_id": self.event_type_id.id,
            "outcome_id": self.outcome_id.id,
            "summary": self.summary,
            "note": self.note,
            "user_id": self.user_id.id,
            "date_deadline": self.event_date,
        }
        if self.is_done:
            values["event_date"] = self.event_date
        return values

    def _get_fallback_type(self):
        return self.env["mail.activity"]._default_activity_type()

    def _update_event(self, meeting):
        """Return the event of the meeting that is being logged, brought up to date, if any.

        A visit that stands in the calendar is that visit: logging it completes it.
        """
        activities = meeting.with_context(active_test=False).activity_ids.filtered(
            "event_category_id"
        )
        event = activities.filtered("active")[:1] or activities[:1] or self._find_assumed(meeting)
        if event:
            values = self._prepare_event_vals()
            for name in ("res_model_id", "res_id", "date_deadline"):
                del values[name]
            if is_html_empty(self.note):
                del values["note"]
            values = {name: value for name, value in values.items() if value}
            if event.is_assumed or event.is_withdrawn:
                event._take_as_logged()
            event.write(values)
        meeting._note_checked()
        return event

    def _find_assumed(self, meeting):
        """Return the seller's visit to the customer on that day that Odoo has logged, and whose
        meeting is in the calendar no longer."""
        events = self.env["mail.activity"]
        if meeting or not self._is_visit_held():
            return events
        return events.search(
            [
                ("active", "=", False),
                ("is_assumed", "=", True),
                ("calendar_event_id", "=", False),
                ("user_id", "=", self.user_id.id),
                ("event_date", "=", self.event_date),
                "|",
                ("lead_id", "in", self.lead_id.ids),
                ("customer_id", "in", self.customer_id.commercial_partner_id.ids),
            ],
            limit=1,
        )

    def _is_visit_held(self):
        return self.is_done and self.category_role == "visit"

    def _find_meeting(self):
        """Return the seller's meeting with the customer on that day which no person logged yet,
        where a visit is logged as done."""
        meetings = self.env["calendar.event"]
        if not self._is_visit_held():
            return meetings
        partners = self.customer_id.commercial_partner_id
        start, stop = self._get_day_bounds()
        meetings = meetings.search(
            [
                "|",
                "&",
                ("allday", "=", True),
                "&",
                ("start_date", "<=", self.event_date),
                ("stop_date", ">=", self.event_date),
                "&",
                ("allday", "=", False),
                "&",
                ("start", "<", stop),
                ("stop", ">=", start),
                ("partner_ids", "in", self.user_id.partner_id.ids),
                "|",
                ("opportunity_id", "in", self.lead_id.ids),
                ("partner_ids", "child_of", partners.ids),
            ],
            order="start, id",
        )
        return meetings.filtered(
            lambda meeting: (
                not meeting.with_context(active_test=False).activity_ids.filtered(
                    lambda event: event.is_held and not event.is_assumed
                )
            )
        )[:1]

    def _get_day_bounds(self):
        tz = self.user_id._get_sales_tz()
        days = (self.event_date, self.event_date + timedelta(days=1))
        return tuple(day_start_utc(day, tz) for day in days)

    def _plan_next_step(self):
        if not self.next_activity_type_id:
            return
        record = self.lead_id or self.customer_id
        record.activity_schedule(
            activity_type_id=self.next_activity_type_id.id,
            summary=self.next_summary or "",
            date_deadline=self.next_date or fields.Date.context_today(self),
            user_id=self.user_id.id,
            automated=False,
        )
