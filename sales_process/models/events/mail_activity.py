from datetime import date

import pytz

from odoo import api, fields, models
from odoo.exceptions import MissingError, ValidationError
from odoo.fields import Domain

# Nobody logs a sales event from before: an earlier year is a typing error.
EARLIEST_EVENT_DATE = date(2000, 1, 1)

# A change of one of these may change who answers whom.
ANSWER_FIELDS = {
    "active",
    "activity_type_id",
    "event_category_id",
    "outcome_id",
    "event_date",
    "date_deadline",
    "customer_id",
    "lead_id",
    "res_id",
    "res_model_id",
    "user_id",
}


class MailActivity(models.Model):
    """An activity with an event category is an event of the sales process.

    It is planned while active and done once archived. A done event is a fact: it keeps its seller,
    date, customer and category whatever becomes of the document it was logged on.
    """

    _inherit = "mail.activity"

    # Odoo's own: said when the activity is made, not by an update of all its indexes a moment later
    res_name = fields.Char(compute="_compute_res_name", store=True, precompute=True)
    user_tz = fields.Selection(
        related="user_id.tz",
        store=True,
        precompute=True,
        help="Where the day of the activity begins and ends: with whom it is assigned to.",
    )
    # what it means
    event_category_id = fields.Many2one(
        "sales.event.category",
        compute="_compute_event_category_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="Makes the activity an event of the sales process.",
    )
    event_category_origin = fields.Char(
        store=False,
        help="While a form is open: whether a person chose the category, or the kind proposed it.",
    )
    event_type_id = fields.Many2one(
        "sales.event.type",
        compute="_compute_event_type_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    outcome_id = fields.Many2one(
        "sales.event.outcome",
        ondelete="restrict",
        help="How it went. Empty counts as held once the event is done.",
    )
    is_held = fields.Boolean(
        "Held",
        compute="_compute_is_held",
        store=True,
        help="Done, and the contact or visit took place: counts toward targets.",
    )
    # when
    event_date = fields.Date(
        compute="_compute_event_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The day that counts, in the seller's time zone: when the event is planned, or when "
        "it took place.",
    )
    is_event_date_given = fields.Boolean(
        readonly=True,
        help="Somebody said when the event takes or took place: doing it later does not change it.",
    )
    registered_on = fields.Date(
        compute="_compute_registered_on",
        store=True,
        precompute=True,
        help="The day on which the event became known, in the seller's time zone. Earlier contacts "
        "do not answer a prospect.",
    )
    # with whom
    customer_id = fields.Many2one(
        "res.partner",
        compute="_compute_event_links",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        help="The company or person that the event is about: the commercial entity.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        compute="_compute_event_links",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="set null",
        index="btree_not_null",
    )
    # for whom
    event_team_id = fields.Many2one(
        "crm.team",
        "Event Sales Team",
        compute="_compute_event_organization",
        store=True,
        precompute=True,
        ondelete="set null",
        help="The opportunity's team, else the seller's at the time of the event.",
    )
    event_company_id = fields.Many2one(
        "res.company",
        compute="_compute_event_organization",
        store=True,
        precompute=True,
        ondelete="set null",
    )
    # answers
    answered_by_id = fields.Many2one(
        "mail.activity",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The held event that took this prospect off the seller's view.",
    )

    # "IS TRUE", as the ORM says it: older PostgreSQL knows no other form again as the same
    _event_open_idx = models.Index(
        "(user_id, event_category_id, date_deadline)"
        " WHERE active IS TRUE AND event_category_id IS NOT NULL"
    )
    _event_held_idx = models.Index("(event_category_id, user_id, event_date) WHERE is_held IS TRUE")
    _event_period_idx = models.Index(
        "(event_date, event_category_id) WHERE event_category_id IS NOT NULL"
    )
    # answers who held how many of what in a period, without the table
    _event_held_period_idx = models.Index(
        "(event_date, user_id) INCLUDE (event_category_id, activity_type_id, event_team_id,"
        " event_company_id) WHERE is_held IS TRUE AND event_category_id IS NOT NULL"
    )
    # serves the deletion of a contact as well
    _event_customer_idx = models.Index(
        "(customer_id, event_category_id, event_date) WHERE customer_id IS NOT NULL"
    )
    _own_open_idx = models.Index("(user_id, date_deadline, id) WHERE active IS TRUE")
    # the pipeline's progress bar aggregates all open activities, in SQL of Odoo's own form
    _open_of_record_idx = models.Index(
        "(res_model, res_id) INCLUDE (date_deadline, user_tz) WHERE active"
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("res_model", "res_id")
    def _compute_res_name(self):
        """Read the documents together. One that is gone has no name, which is no reason to refuse
        the activity."""
        for model, activities in self.filtered("res_id").grouped("res_model").items():
            if len(activities) > 1:
                self.env[model].browse(activities.mapped("res_id")).fetch()
        try:
            super()._compute_res_name()
        except MissingError:
            for activity in self:
                document = self.env[activity.res_model].browse(activity.res_id).exists()
                activity.res_name = document.display_name

    @api.depends("activity_type_id", "customer_id", "lead_id")
    def _compute_event_category_id(self):
        models_with_events = self._get_event_models()
        in_use = self.env["sales.event.category"]._get_proposals()
        for activity in self:
            category = activity.event_category_id
            if (
                not category
                and activity.res_model in models_with_events
                and (activity.customer_id or activity.lead_id)
            ):
                proposed = activity.activity_type_id.event_category_id
                category = proposed if proposed.id in in_use else category
            activity.event_category_id = category

    def _compute_event_type_id(self):
        """A new event whose type nobody named gets its category's; later, who changes one changes
        the other."""
        proposals = self.env["sales.event.category"]._get_proposals()
        for activity in self:
            activity.event_type_id = activity.event_type_id or proposals.get(
                activity.event_category_id._origin.id
            )

    @api.depends(
        "active",
        "event_category_id",
        "outcome_id.is_held",
        "answered_by_id",
        "calendar_event_id",
    )
    def _compute_is_held(self):
        for activity in self:
            activity.is_held = bool(
                activity.event_category_id
                and not activity.active
                and not activity.answered_by_id
                and (not activity.outcome_id or activity.outcome_id.is_held)
            )
        self._withdraw_double_meetings()

    def _withdraw_double_meetings(self):
        """Count a meeting once: of several done events of one meeting the first is the held one."""
        held = self.filtered(lambda activity: activity.is_held and activity.calendar_event_id)
        if not held:
            return
        done = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [("calendar_event_id", "in", held.calendar_event_id.ids), ("active", "=", False)],
                order="id",
            )
        )
        first = {}
        for activity in done:
            if not activity.outcome_id or activity.outcome_id.is_held:
                first.setdefault(activity.calendar_event_id.id, activity.id)
        for activity in held:
            winner = first.get(activity.calendar_event_id.id, activity.id)
            activity.is_held = winner >= activity._origin.id

    @api.depends("date_deadline")
    def _compute_event_date(self):
        for activity in self:
            if activity.active or not activity.event_date:
                activity.event_date = activity.date_deadline

    @api.depends("event_category_id")
    def _compute_registered_on(self):
        registered = self.filtered(
            lambda activity: activity.event_category_id and not activity.registered_on
        )
        for activities in registered.grouped("user_id").values():
            today = activities[0]._get_seller_today()
            for activity in activities:
                activity.registered_on = min(activity.event_date or today, today)

    @api.depends("res_model_id", "res_id")
    def _compute_event_links(self):
        for model, activities in self.grouped("res_model").items():
            if not model or model not in self.env:
                activities._set_event_links(self.env["crm.lead"], self.env["res.partner"])
                continue
            # sudo: whom a document is about decides what its events count for, not who may read it
            records = self.env[model].sudo().browse(activities.mapped("res_id"))
            for activity, record in zip(activities, records, strict=True):
                try:
                    links = self._get_event_links(record if record.id else None)
                    activity._set_event_links(*links)
                except MissingError:  # the document is gone
                    activity._set_event_links(*self._get_event_links(None))

    def _set_event_links(self, lead, partner):
        for activity in self:
            activity.lead_id = lead
            # a done event keeps the customer with whom it took place
            if activity.active or not activity.customer_id:
                # of a contact's many fields nothing else is needed
                contact = partner.with_context(prefetch_fields=False)
                activity.customer_id = contact.commercial_partner_id

    @api.depends("lead_id", "user_id", "event_category_id")
    def _compute_event_organization(self):
        plain = self.filtered(lambda activity: not activity.event_category_id)
        if plain:
            plain.event_team_id = plain.event_company_id = False
        (self - plain).filtered(
            lambda activity: activity.active or not activity.event_company_id
        )._set_event_organization()

    def _set_event_organization(self):
        # sudo: a seller's team and a lead's company are facts of the event, also for who may not
        # read that user or lead
        for user, activities in self.grouped(lambda activity: activity.user_id.sudo()).items():
            company = self.env.company
            if user and company.id not in user._get_company_ids():
                company = user.company_id
            for activity in activities:
                lead = activity.lead_id.sudo()
                team, own_company = lead.team_id or user.sale_team_id, lead.company_id or company
                # an event that is done has them already, as a rule
                if activity.event_team_id != team:
                    activity.event_team_id = team
                if activity.event_company_id != own_company:
                    activity.event_company_id = own_company

    @api.onchange("event_category_id")
    def _onchange_event_category_id(self):
        category = self.event_category_id
        proposed = self.activity_type_id.event_category_id
        if self.event_category_origin == "kind" and category == proposed:
            return
        self.event_category_origin = "person" if category else False
        if category.activity_type_id:
            self.activity_type_id = category.activity_type_id
        if category.event_type_id:
            self.event_type_id = category.event_type_id

    @api.onchange("activity_type_id")
    def _onchange_activity_type_id(self):
        """Propose the kind's category, unless a person has chosen one."""
        result = super()._onchange_activity_type_id()
        category = self.activity_type_id.event_category_id.filtered("active")
        if self.event_category_origin != "person" and category:
            self.event_category_origin = "kind"
            self.event_category_id = category
            self.event_type_id = category.event_type_id
        return result

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_event_vals(vals) for vals in vals_list]
        activities = super().create(vals_list)
        given = activities.browse(
            activity.id
            for activity, vals in zip(activities, vals_list, strict=True)
            if vals.get("event_category_id") or self.env.context.get("default_event_category_id")
        )
        given._check_event()
        activities._fill_event_seller()
        activities._sync_answers()
        return activities

    def _action_done(self, feedback=False, attachment_ids=None):
        if feedback:
            self.feedback = feedback  # in one statement with what follows
        return super()._action_done(feedback=feedback, attachment_ids=attachment_ids)

    def _is_known_feedback(self, feedback):
        """Whether `_action_done` has said so already. What is not in memory is not looked up."""
        known = self._fields["feedback"]._get_cache(self.env)
        return all(known.get(activity_id) == feedback for activity_id in self._ids)

    def write(self, vals):
        if vals.keys() == {"feedback"} and self._is_known_feedback(vals["feedback"]):
            return True
        if self.env.context.get("event_sync_skip") or not vals.keys() & ANSWER_FIELDS:
            return super().write(vals)
        named = vals.keys()
        vals = dict(vals)
        if "event_date" in vals:
            vals["is_event_date_given"] = bool(vals["event_date"])
        elif "date_deadline" in vals:
            vals["is_event_date_given"] = False
        keys = self._get_answer_keys()
        switched = self._get_category_switches(vals)
        newly_done = self._filtered_newly_done(vals)
        done_vals = {}
        # the seller's clock and the meeting say which day it is, once they are written
        if newly_done == self and not vals.keys() & {"event_date", "user_id", "calendar_event_id"}:
            done_vals = self._prepare_done_vals()
        vals.update(done_vals)
        result = super().write(vals)
        if switched or newly_done or vals.get("active"):
            skipping = self.with_context(event_sync_skip=True)
            for category, activities in switched.items():
                activities.with_env(skipping.env).event_category_id = category
            if not done_vals:
                newly_done.with_env(skipping.env)._set_done_date()
            newly_done.with_env(skipping.env)._set_event_organization()
            if vals.get("active"):
                skipping._reset_event_date()
        if any(vals[name] for name in named & {"event_category_id", "user_id", "event_date"}):
            self._check_event()
        self._sync_answers(keys)
        return result

    def unlink(self):
        keys = self._get_answer_keys()
        # sudo: the answered prospects may be other sellers'
        answered = (
            self.sudo()
            .with_context(active_test=False, event_sync_skip=True)
            .search([("answered_by_id", "in", self.ids), ("id", "not in", self.ids)])
        )
        answered.write({"active": True, "answered_by_id": False})
        meetings = self.calendar_event_id
        result = super().unlink()
        self._recount_meetings(meetings)
        self.browse()._sync_answers(keys)
        return result

    def action_notify(self):
        """Notify nobody of what is done already: it asks for no action."""
        return super(MailActivity, self.filtered("active")).action_notify()

    @api.model
    def _prepare_event_vals(self, vals):
        """Complete the values of a new activity: a document for the customer, whose it is."""
        vals = dict(vals)
        if not vals.get("event_type_id", True):
            del vals["event_type_id"]  # nobody named it
        if vals.get("active", self.env.context.get("default_active", True)):
            # said at once: writing it a moment later would touch every index
            vals["is_held"] = False
        if vals.get("event_date"):
            vals["is_event_date_given"] = True
        if vals.get("event_category_id") and not vals.get("activity_type_id"):
            category = self.env["sales.event.category"].browse(vals["event_category_id"])
            if category.activity_type_id and "default_activity_type_id" not in self.env.context:
                vals["activity_type_id"] = category.activity_type_id.id
        has_document = vals.get("res_model_id") or vals.get("res_model") or vals.get("res_id")
        if vals.get("event_category_id") and not has_document:
            if vals.get("lead_id"):
                vals.update(res_model_id=self.env["ir.model"]._get_id("crm.lead"))
                vals.update(res_id=vals["lead_id"])
            elif vals.get("customer_id"):
                vals.update(res_model_id=self.env["ir.model"]._get_id("res.partner"))
                vals.update(res_id=vals["customer_id"])
        if vals.get("customer_id"):
            # sudo: only the commercial entity's id is taken
            customer = self.env["res.partner"].sudo().browse(vals["customer_id"])
            vals["customer_id"] = customer.commercial_partner_id.id
        return vals

    def _fill_event_seller(self):
        """Give new events the seller that nobody named."""
        events = self.filtered("event_category_id")
        for user, activities in (
            events.filtered(lambda event: not event.user_id)
            .grouped(lambda event: event.lead_id.sudo().user_id if self.env.su else self.env.user)
            .items()
        ):
            activities.with_context(
                event_sync_skip=True, mail_activity_quick_update=True
            ).user_id = user or self.env.user

    def _get_category_switches(self, vals):
        """Return ``{category: activities}`` of the events whose kind changes, category not named.

        A category that came with the old kind goes with it; one that a person chose stays.
        """
        if not vals.get("activity_type_id") or "event_category_id" in vals:
            return {}
        new_type = self.env["mail.activity.type"].browse(vals["activity_type_id"])
        category = new_type.event_category_id.filtered("active")
        if not category:
            return {}
        following = self.filtered(
            lambda event: (
                event.active
                and event.event_category_id
                and event.event_category_id == event.activity_type_id.event_category_id
            )
        )
        return {category: following} if following else {}

    def _filtered_newly_done(self, vals):
        if "active" not in vals or vals["active"] or "answered_by_id" in vals:
            return self.browse()
        return self.filtered(lambda activity: activity.active and activity.event_category_id)

    def _prepare_done_vals(self):
        """The day of events that are done, to be written with what else is, where all have one."""
        if any(event.is_event_date_given for event in self):
            return {}
        days = {event._get_done_date() for event in self}
        return {"event_date": days.pop()} if len(days) == 1 else {}

    def _set_done_date(self):
        """Fix the day of events that have just been done."""
        for done_on, activities in (
            self.filtered(lambda event: not event.is_event_date_given)
            .grouped(lambda event: event._get_done_date())
            .items()
        ):
            if set(activities.mapped("event_date")) != {done_on}:
                activities.event_date = done_on

    def _reset_event_date(self):
        """Un-doing an event makes it planned for its due date again."""
        for activity in self.filtered(lambda event: not event.is_event_date_given):
            if activity.event_category_id and activity.event_date != activity.date_deadline:
                activity.event_date = activity.date_deadline

    def _recount_meetings(self, meetings):
        if meetings:
            left = (
                self.sudo()
                .with_context(active_test=False)
                .search([("calendar_event_id", "in", meetings.ids)])
            )
            self.env.add_to_compute(self._fields["is_held"], left)

    # ------------------------------------------------------------
    # CHECKS
    # ------------------------------------------------------------

    def _check_event(self):
        """Refuse events that could count for nobody.

        :raise ValidationError: names the event and what to correct
        """
        for event in self.filtered("event_category_id"):
            event._check_event_category()
            event._check_event_customer()
            event._check_event_date()
            event._check_event_seller()

    def _check_event_category(self):
        if not self.event_category_id.active:
            raise ValidationError(
                self.env._(
                    "The event category “%(category)s” is archived. Choose another category for "
                    "“%(event)s”, or ask an administrator to restore it.",
                    category=self.event_category_id.name,
                    event=self.display_name,
                )
            )

    def _check_event_customer(self):
        if not self.customer_id and not self.lead_id:
            raise ValidationError(
                self.env._(
                    "The event “%(event)s” (%(category)s) has no customer and no opportunity. "
                    "Choose a customer or an opportunity, so that it can count.",
                    event=self.display_name,
                    category=self.event_category_id.name,
                )
            )

    def _check_event_date(self):
        if self.event_date and self.event_date < EARLIEST_EVENT_DATE:
            raise ValidationError(
                self.env._(
                    "The event “%(event)s” is dated %(date)s. Check the year: events before "
                    "%(earliest)s cannot be logged.",
                    event=self.display_name,
                    date=fields.Date.to_string(self.event_date),
                    earliest=fields.Date.to_string(EARLIEST_EVENT_DATE),
                )
            )

    def _check_event_seller(self):
        # sudo: the seller may be one that the current user cannot read; only named in the message
        user = self.user_id.sudo()
        if not user:
            return
        if not user.active and user != self.env.ref("base.user_root"):
            raise ValidationError(
                self.env._(
                    "%(user)s is no longer active. Choose another seller for the event "
                    "“%(event)s”.",
                    user=user.name,
                    event=self.display_name,
                )
            )
        company = self.lead_id.sudo().company_id or self.customer_id.sudo().company_id
        if company and company not in user.company_ids:
            raise ValidationError(
                self.env._(
                    "%(user)s does not work for %(company)s. Choose a seller of that company for "
                    "the event “%(event)s”.",
                    user=user.name,
                    company=company.name,
                    event=self.display_name,
                )
            )

    # ------------------------------------------------------------
    # ACCESS
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs):
        """Let the database answer where Odoo's row-by-row check cannot refuse anything.

        Everybody may read the activities assigned to them. Stock fetches all ids that match a
        search to check this in Python; a domain that asks for one's own activities only needs the
        access rules.
        """
        if bypass_access or self.env.su or not self._is_own_domain(domain):
            return super()._search(
                domain, offset, limit, order, bypass_access=bypass_access, **kwargs
            )
        self.browse().check_access("read")
        rules = self.env["ir.rule"]._compute_domain(self._name, "read")
        domain = Domain(domain) & Domain(rules or Domain.TRUE)
        return super()._search(domain, offset, limit, order, bypass_access=True, **kwargs)

    @api.model
    def _is_own_domain(self, domain):
        """Whether the domain matches activities of the current user only."""
        domain = Domain(domain)
        parts = domain.children if getattr(domain, "OPERATOR", None) == "&" else [domain]
        return any(
            getattr(part, "field_expr", None) == "user_id"
            and (
                (part.operator == "=" and part.value == self.env.uid)
                or (part.operator == "in" and list(part.value) == [self.env.uid])
            )
            for part in parts
        )

    # ------------------------------------------------------------
    # FACTS SURVIVE
    # ------------------------------------------------------------

    @api.model
    def _keep_held_events(self, records):
        """Move held events from documents that are deleted to the opportunity or the customer.

        They took place; stock deletes a document's activities with it.
        """
        # sudo: held events of colleagues are kept as well
        held = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("is_held", "=", True),
                ]
            )
        )
        for event in held:
            lead = event.lead_id if records._name != "crm.lead" else event.lead_id.browse()
            target = lead.exists() or event.customer_id
            if target:
                event.write(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(target._name),
                        "res_id": target.id,
                    }
                )

    # ------------------------------------------------------------
    # HOOKS AND TOOLS
    # ------------------------------------------------------------

    @api.model
    def _get_event_models(self):
        """Models on which a kind's default category makes an activity an event.

        On other documents (a vendor bill, an employee) a call is not the sales process's business,
        unless somebody chooses a category.
        """
        return {"crm.lead", "res.partner", "sale.order"}

    @api.model
    def _get_event_links(self, record):
        """Return the opportunity and the customer that an event on the document concerns.

        :param record: the document, or None where it is gone
        """
        if record is not None and record._name == "crm.lead":
            return record, record.partner_id
        lead, partner = self.env["crm.lead"].sudo(), self.env["res.partner"].sudo()
        if record is None:
            return lead, partner
        if record._name == "res.partner":
            return lead, record
        opportunity = record._fields.get("opportunity_id")
        if opportunity is not None and opportunity.comodel_name == "crm.lead":
            lead = record.opportunity_id
        customer = record._fields.get("partner_id")
        if customer is not None and customer.comodel_name == "res.partner":
            partner = record.partner_id
        return lead, partner or lead.partner_id

    def _get_current_customer(self):
        """Return the customer as the event's document has it now, else the one that it has."""
        record = None
        if self.res_model in self.env and self.res_id:
            # sudo: whom a document is about decides, not who may read it
            record = self.env[self.res_model].sudo().browse(self.res_id).exists() or None
        partner = self._get_event_links(record)[1] if self.active or record is None else None
        if record is not None and record._name == "res.partner":
            partner = record
        return (partner or self.customer_id).commercial_partner_id

    def _get_seller_tz(self):
        # sudo: the time zone of a seller whom the current user may not read
        name = self.user_id.sudo().tz or self.env.context.get("tz") or self.env.user.tz
        return pytz.timezone(name or "UTC")

    def _get_seller_today(self):
        """Return today's date where the event's seller is."""
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(self._get_seller_tz()).date()

    def _get_done_date(self):
        """Return the day on which an event that is done now took place: its meeting's, or today."""
        today = self._get_seller_today()
        meeting = self.calendar_event_id.sudo()  # sudo: the meeting may be a private one
        if not meeting:
            return today
        if meeting.allday:
            return min(meeting.start_date, today)
        start = pytz.utc.localize(meeting.start).astimezone(self._get_seller_tz())
        return min(start.date(), today)
