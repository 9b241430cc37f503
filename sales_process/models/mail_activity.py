from odoo import api, fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    # what it means
    event_category_id = fields.Many2one(
        "sales.event.category",
        "Event Category",
        compute="_compute_event_category_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
        index="btree_not_null",
        help="Makes the activity an event of the sales process.",
    )
    event_type_id = fields.Many2one("sales.event.type", "Event Type", ondelete="restrict")
    outcome_id = fields.Many2one(
        "sales.event.outcome",
        "Outcome",
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
        "Event Date",
        compute="_compute_event_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The day that counts, in the seller's time zone: when the event is planned, or when "
        "it took place.",
    )
    # with whom
    customer_id = fields.Many2one(
        "res.partner",
        "Customer",
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
    # answers
    answered_by_id = fields.Many2one(
        "mail.activity",
        "Answered By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The held event that took this prospect off the seller's view.",
    )

    @api.depends("activity_type_id")
    def _compute_event_category_id(self):
        for activity in self:
            if not activity.event_category_id:
                activity.event_category_id = activity.activity_type_id.event_category_id

    @api.depends("res_model_id", "res_id")
    def _compute_event_links(self):
        for activity in self:
            record = (
                self.env[activity.res_model].sudo().browse(activity.res_id)
                if activity.res_model and activity.res_id
                else None
            )
            activity.lead_id = record if activity.res_model == "crm.lead" else False
            partner = record if activity.res_model == "res.partner" else (
                record.partner_id if record is not None and "partner_id" in record._fields else False
            )
            activity.customer_id = partner and partner.commercial_partner_id

    @api.depends("date_deadline")
    def _compute_event_date(self):
        for activity in self:
            if activity.active or not activity.event_date:
                activity.event_date = activity.date_deadline

    @api.depends("active", "event_category_id", "outcome_id.is_held", "answered_by_id")
    def _compute_is_held(self):
        for activity in self:
            activity.is_held = bool(
                activity.event_category_id
                and not activity.active
                and not activity.answered_by_id
                and (not activity.outcome_id or activity.outcome_id.is_held)
            )
