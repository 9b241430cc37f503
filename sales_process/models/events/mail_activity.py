from odoo import api, fields, models
from odoo.exceptions import MissingError

from ...tools.sql import add_columns


class MailActivity(models.Model):
    """What an event is: an activity with an event category.

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
    event_category_role = fields.Selection(related="event_category_id.role", string="Event Role")
    event_category_origin = fields.Char(
        store=False,
        help="While a form is open: whether a person chose the category, or the type proposed it.",
    )
    event_type_id = fields.Many2one(
        "sales.event.type",
        compute="_compute_event_type_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        help="What it is about: new customer, follow-up, presentation …",
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
    event_duration = fields.Float(
        "Duration",
        help="Hours that the contact or visit took. Calls have it by themselves.",
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
    logged_at = fields.Datetime(
        compute="_compute_registered_on",
        store=True,
        precompute=True,
        help="When somebody registered, did or reopened the event, whichever was last. A contact "
        "of the day on which a prospect was registered answers it where it was logged later.",
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
        help="The opportunity that it is about; found by the document where it is on one.",
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
        copy=False,
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

    def _auto_init(self):
        """Nobody knows the hour of what is there already: that column begins empty."""
        add_columns(self.env.cr, self._table, {"logged_at": ("timestamp", None)})
        return super()._auto_init()

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
        "is_withdrawn",
        "calendar_event_id.activity_ids.active",
        "calendar_event_id.activity_ids.event_category_id",
        "calendar_event_id.activity_ids.outcome_id",
        "calendar_event_id.activity_ids.is_withdrawn",
    )
    def _compute_is_held(self):
        for activity in self:
            activity.is_held = bool(
                activity.event_category_id
                # one that is closed without a contact was closed, nobody was in touch
                and activity.event_category_id.role != "prospect"
                and not activity.active
                and not activity.answered_by_id
                and not activity.is_withdrawn
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
                [
                    ("calendar_event_id", "in", held.calendar_event_id.ids),
                    ("active", "=", False),
                    ("event_category_id.role", "!=", "prospect"),
                    ("event_category_id", "!=", False),
                    ("answered_by_id", "=", False),
                    ("is_withdrawn", "!=", True),
                ],
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
        # sudo: a seller's team and a lead's company are facts of the event, also for those who may
        # not read that user or lead
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
        """Propose the activity type's category, unless a person has chosen one."""
        result = super()._onchange_activity_type_id()
        category = self.activity_type_id.event_category_id.filtered("active")
        if self.event_category_origin != "person" and category:
            self.event_category_origin = "kind"
            self.event_category_id = category
            self.event_type_id = category.event_type_id
        return result

    # ------------------------------------------------------------
    # HOOKS
    # ------------------------------------------------------------

    def _on_held(self):
        """These events have just become held, or are held as events of another category now.

        Called once for those of a batch, in the environment of who did them. To be extended by what
        counts them.
        """

    @api.model
    def _get_event_models(self):
        """Models on which an activity type's default category makes an activity an event.

        On other documents (a vendor bill, an employee) a call is not the sales process's
        business, unless somebody chooses a category. To be extended by further documents.
        """
        return {"crm.lead", "res.partner", "sale.order"}

    @api.model
    def _get_event_links(self, record):
        """Return the opportunity and the customer that an event on the document concerns. To be
        extended by further documents.

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
