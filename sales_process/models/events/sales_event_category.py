from typing import NamedTuple

from odoo import Command, api, fields, models
from odoo.tools import ormcache

# What is remembered of the categories, see `_get_proposals` and `_get_answers`
REMEMBERED_SETTINGS = {"active", "answers_category_ids", "event_type_id", "role"}


class Answers(NamedTuple):
    """Ids of the categories whose events answer others, and of those that are answered."""

    answering: frozenset
    answered: frozenset


class SalesEventCategory(models.Model):
    """What an event means for the sales process; an activity with a category is an event."""

    _name = "sales.event.category"
    _description = "Event Category"
    _inherit = "sales.input.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer(help="Of the badge on forms and lists.")
    role = fields.Selection(
        [
            ("prospect", "Prospect"),
            ("contact", "Contact"),
            ("visit", "Visit"),
            ("other", "Other"),
        ],
        required=True,
        default="other",
        help="Prospect: somebody has to act. Contact: by phone or electronically. "
        "Visit: in person or in a meeting. Contacts and visits answer prospects.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        ondelete="set null",
        domain=[("res_model", "=", False)],
        help="Activity type that a new event of this category gets.",
    )
    event_type_id = fields.Many2one(
        "sales.event.type",
        "Type",
        ondelete="set null",
        help="Type that a new event of this category gets.",
    )
    answers_category_ids = fields.Many2many(
        "sales.event.category",
        "sales_event_category_answer_rel",
        "category_id",
        "answered_id",
        string="Answers",
        compute="_compute_answers_category_ids",
        store=True,
        readonly=False,
        domain="[('role', '=', 'prospect'), ('id', '!=', id)]",
        help="Open events of these categories leave the seller's view as soon as an event of this "
        "category was held with the same customer.",
    )
    log_as_done = fields.Boolean(
        compute="_compute_log_as_done",
        store=True,
        readonly=False,
        help="The form 'Log an event' saves the event as done, unless its date lies ahead.",
    )
    log_outgoing_mail = fields.Boolean(
        "Log Outgoing Mails",
        help="A mail that a seller sends the customer from the record, or a quotation sent, is "
        "logged as a done event of this category by itself.",
    )
    log_meetings = fields.Boolean(
        "Log Held Meetings",
        compute="_compute_log_meetings",
        store=True,
        readonly=False,
        help="A calendar meeting with a customer is logged as an event of this category once it "
        "is over, unless the customer declined or the meeting was deleted.",
    )

    @api.depends("role")
    def _compute_answers_category_ids(self):
        prospects = self.search([("role", "=", "prospect")])
        for category in self:
            answers = category.role in ("contact", "visit")
            category.answers_category_ids = [Command.set(prospects.ids if answers else [])]
        self._forget()

    @api.depends("role")
    def _compute_log_as_done(self):
        for category in self:
            category.log_as_done = category.role in ("contact", "visit")

    @api.depends("role")
    def _compute_log_meetings(self):
        for category in self:
            category.log_meetings = category.role == "visit"

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        categories = super().create(vals_list)
        self._forget()
        return categories

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & REMEMBERED_SETTINGS:
            self._forget()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _forget(self):
        """Forget what is remembered of the categories, which each new activity asks for."""
        self.env.registry.clear_cache()

    @api.model
    @ormcache()
    def _get_proposals(self):
        """What a new event of a category gets: ``{category id: event type id or False}``, of the
        categories in use."""
        # sudo: the same for everyone
        return {category.id: category.event_type_id.id for category in self.sudo().search([])}

    # ------------------------------------------------------------
    # ANSWERS
    # ------------------------------------------------------------

    @api.model
    @ormcache()
    def _get_answers(self):
        """Which categories answer others and which are answered: what an event is asked first."""
        # sudo: the same for everyone
        categories = (
            self.sudo()
            .with_context(active_test=False)
            .search([("answers_category_ids", "!=", False)])
        )
        return Answers(
            answering=frozenset(categories._ids),
            answered=frozenset(categories.answers_category_ids._ids),
        )
