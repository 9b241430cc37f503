from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.sql import add_columns

CONTACT_ROLES = ("contact", "visit")
LONGEST_RHYTHM = 3650  # days
BATCH = 1000  # customers that are computed between two commits


class ResPartner(models.Model):
    """How often a customer wants to hear from us, when we were in touch, and when that is due.

    Both dates are of the commercial entity: whoever of a company was met, the company was.
    """

    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    contact_rhythm = fields.Selection(
        [("own", "Every … days"), ("none", "Not by rhythm")],
        help="Empty: as the contact's tags say, else the territory that its address lies in.",
    )
    contact_rhythm_days = fields.Integer(
        "Contact Every",
        help="Days after which this customer wants to hear from us again.",
    )
    effective_rhythm_days = fields.Integer(
        "Days Between Contacts",
        compute="_compute_effective_rhythm_days",
        compute_sudo=True,
        help="The customer's own rhythm, else the shortest one of its tags, else its territory's."
        " None: nobody has to think of it.",
    )
    last_contact_on = fields.Date(
        "Last Contact",
        compute="_compute_last_contact_on",
        store=True,
        copy=False,
        help="The day of the last contact or visit that was held with anybody of the company, by"
        " any salesperson.",
    )
    contact_due_on = fields.Date(
        "Contact Due",
        compute="_compute_contact_due_on",
        store=True,
        copy=False,
        help="The day on which the customer should hear from us again: so many days after the last"
        " contact, or after it was entered.",
    )

    _contact_due_idx = models.Index("(user_id, contact_due_on) WHERE contact_due_on IS NOT NULL")

    def _auto_init(self):
        """Both dates begin empty; `_init_last_contacts` fills what there is, in one statement."""
        empty = dict.fromkeys(("last_contact_on", "contact_due_on"), ("date", None))
        add_columns(self.env.cr, self._table, empty)
        return super()._auto_init()

    @api.model
    def _init_last_contacts(self):
        """Fill the last contacts from the events that a database has already."""
        categories = self.env["sales.event.category"].with_context(active_test=False)
        category_ids = categories.search([("role", "in", CONTACT_ROLES)]).ids
        self.env["mail.activity"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner AS partner
                   SET last_contact_on = contact.day
                  FROM (
                       SELECT customer_id, MAX(event_date) AS day
                         FROM mail_activity
                        WHERE is_held IS TRUE AND event_category_id = ANY(%s)
                     GROUP BY customer_id
                       ) AS contact
                 WHERE contact.customer_id = partner.id
                """,
                category_ids,
            )
        )
        self.invalidate_model(["last_contact_on"], flush=False)

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends(
        "commercial_partner_id.contact_rhythm",
        "commercial_partner_id.contact_rhythm_days",
        "commercial_partner_id.category_id.contact_rhythm_days",
        "commercial_partner_id.country_id",
        "commercial_partner_id.state_id",
        "commercial_partner_id.zip",
    )
    def _compute_effective_rhythm_days(self):
        for partner in self:
            partner.effective_rhythm_days = partner.commercial_partner_id._get_rhythm_days()

    def _get_rhythm_days(self):
        """Days between two contacts by the customer itself, its tags, or its territory; 0: none."""
        if self.contact_rhythm:
            return self.contact_rhythm_days if self.contact_rhythm == "own" else 0
        of_tags = [days for days in self.category_id.mapped("contact_rhythm_days") if days]
        if of_tags:
            return min(of_tags)
        Territory = self.env["crm.territory"]
        territory_id = Territory._find(self.country_id.id, self.state_id.id, self.zip)
        return Territory.browse(territory_id or []).contact_rhythm_days

    def _compute_last_contact_on(self):
        """Asked for by the events whenever one begins or ceases to count; see `mail.activity`."""
        events = self.env["mail.activity"].with_context(active_test=False)
        days = dict(
            events._read_group(
                [
                    ("customer_id", "in", self.ids),
                    ("is_held", "=", True),
                    ("event_category_id.role", "in", CONTACT_ROLES),
                ],
                ["customer_id"],
                ["event_date:max"],
            )
        )
        for partner in self:
            day = days.get(partner._origin, False)
            # a row that many write at the same time is written where something changes
            if partner.last_contact_on != day:
                partner.last_contact_on = day
                # Odoo marks what depends on it where it asks for the computation itself
                self.env.add_to_compute(self._fields["contact_due_on"], partner)

    @api.depends("last_contact_on", "effective_rhythm_days", "commercial_partner_id")
    def _compute_contact_due_on(self):
        for partner in self:
            days = partner.effective_rhythm_days
            # a number that is refused is computed with before it is
            if not 0 < days <= LONGEST_RHYTHM or partner.commercial_partner_id != partner:
                partner.contact_due_on = False
                continue
            begun = partner.create_date or fields.Datetime.now()
            day = partner.last_contact_on or begun.date()
            partner.contact_due_on = day + timedelta(days=days)

    # ------------------------------------------------------------
    # ORM
    # ------------------------------------------------------------

    @api.constrains("contact_rhythm", "contact_rhythm_days")
    def _check_contact_rhythm(self):
        for partner in self:
            least = 1 if partner.contact_rhythm == "own" else 0
            if not least <= partner.contact_rhythm_days <= LONGEST_RHYTHM:
                raise ValidationError(
                    self.env._(
                        "Customer “%(customer)s” cannot be contacted every %(days)s days. Give 1"
                        " to %(most)s days.",
                        customer=partner.display_name,
                        days=partner.contact_rhythm_days,
                        most=LONGEST_RHYTHM,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete_rhythm(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._complete_rhythm(vals))

    @api.model
    def _complete_rhythm(self, vals):
        """Days are the customer's own rhythm; 0 days are none, and no value is the usual one."""
        if "contact_rhythm" in vals:
            if vals["contact_rhythm"] != "own":
                return {**vals, "contact_rhythm_days": 0}
        elif "contact_rhythm_days" in vals:
            days = vals["contact_rhythm_days"]
            is_given = days is not None and days is not False
            return {**vals, "contact_rhythm": "own" if days else "none" if is_given else False}
        return vals

    @api.onchange("contact_rhythm")
    def _onchange_contact_rhythm(self):
        if self.contact_rhythm != "own":
            self.contact_rhythm_days = 0

    # ------------------------------------------------------------
    # BUSINESS
    # ------------------------------------------------------------

    def _ask_last_contacts(self):
        """Have the day of the last contact looked for once more, and what follows from it, with the
        next flush."""
        self.env.add_to_compute(self._fields["last_contact_on"], self)

    @api.model
    def _cron_compute_due(self):
        """Compute anew when contacts are due whose territory says so, after territories have
        changed."""
        domain = [
            ("contact_rhythm", "=", False),
            "|",
            ("parent_id", "=", False),
            ("is_company", "=", True),
        ]
        partners = self.with_context(active_test=False)
        last_id, remaining = 0, partners.search_count(domain)
        while batch := partners.search([*domain, ("id", ">", last_id)], order="id", limit=BATCH):
            last_id = batch[-1].id
            self.env.add_to_compute(self._fields["contact_due_on"], batch)
            self.env.flush_all()
            remaining = max(0, remaining - len(batch))
            self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
