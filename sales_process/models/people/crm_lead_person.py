from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.sql import local_date

PARTS = [
    ("decides", "Decides"),
    ("influences", "Influences"),
    ("uses", "Uses"),
    ("pays", "Pays"),
    ("against", "Against"),
]
CONTACT_ROLES = ("contact", "visit")


class CrmLeadPerson(models.Model):
    """Somebody at the customer who has a part in the decision about an opportunity."""

    _name = "crm.lead.person"
    _description = "Person in an Opportunity"
    _inherit = "sales.input.mixin"
    _order = "lead_id, sequence, id"
    _rec_name = "partner_id"

    _read_links = ("lead_id", "partner_id")
    _parent_link = "lead_id"

    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        required=True,
        ondelete="cascade",
        help="What the decision is about.",
    )
    sequence = fields.Integer(default=10)
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        index=True,
        ondelete="cascade",
        help="Somebody at the customer.",
    )
    part = fields.Selection(
        PARTS,
        required=True,
        default="decides",
        help="What this person has to do with the decision.",
    )
    note = fields.Char(help="What is known of this person's view, in one line.")
    function = fields.Char(related="partner_id.function")
    email = fields.Char(related="partner_id.email")
    phone = fields.Char(related="partner_id.phone")
    last_contact_on = fields.Date(
        "Last Contact",
        compute="_compute_last_contact_on",
        help="The day of the last contact or visit that was held with this person, by any"
        " salesperson.",
    )
    quotation_id = fields.Many2one(
        "sale.order",
        compute="_compute_quotation",
        help="The latest quotation of the opportunity that this person was sent.",
    )
    quotation_on = fields.Date(
        "Sent On", compute="_compute_quotation", help="The day on which it was sent."
    )

    # also the index by opportunity
    _lead_partner_uniq = models.UniqueIndex(
        "(lead_id, partner_id)", "This person is among those of the opportunity already."
    )

    # ------------------------------------------------------------
    # COMPUTES
    # ------------------------------------------------------------

    @api.depends("partner_id.name", "part")
    @api.depends_context("lang")
    def _compute_display_name(self):
        parts = dict(self._fields["part"]._description_selection(self.env))
        for person in self:
            person.display_name = f"{person.partner_id.name or ''} · {parts[person.part]}"

    @api.depends("partner_id", "lead_id")
    def _compute_last_contact_on(self):
        contacts = self._get_last_contacts()
        for person in self:
            person.last_contact_on = contacts.get(person._origin.id, (False, False))[0]

    def _get_last_contacts(self, since=None):
        """When each of these persons was contacted last, by whomever: one query.

        A contact or visit is with whom it was logged with, else with who was at its meeting, else
        with the contact on whom it was logged, else with the contact of its opportunity. Those of
        other companies than the opportunity's are not ours to tell.

        :param since: SQL of a date, of ``lead``: only contacts from that day on
        :return: ``{id: (day, id of the event)}``
        """
        persons = self._origin
        if not persons.ids:
            return {}
        self.env["mail.activity"].flush_model()
        self.env["crm.lead"].flush_model(["partner_id"])
        persons.flush_recordset(["lead_id", "partner_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH person AS MATERIALIZED (
                         SELECT person.id, person.lead_id, person.partner_id,
                                partner.commercial_partner_id AS customer_id,
                                lead.company_id, %(since)s AS since
                           FROM crm_lead_person AS person
                           JOIN res_partner AS partner ON partner.id = person.partner_id
                           JOIN crm_lead AS lead ON lead.id = person.lead_id
                          WHERE person.id IN %(ids)s
                     )
                SELECT person.id, contact.event_date, contact.id
                  FROM person
            CROSS JOIN LATERAL (
                     SELECT event.id, event.event_date
                       FROM mail_activity AS event
                       JOIN sales_event_category AS category
                         ON category.id = event.event_category_id
                        AND category.role IN %(roles)s
                      WHERE event.is_held IS TRUE
                        AND (event.customer_id = person.customer_id
                          OR event.lead_id = person.lead_id)
                        AND event.event_date >= person.since
                        AND (person.company_id IS NULL OR event.event_company_id IS NULL
                          OR event.event_company_id = person.company_id)
                        AND CASE
                            WHEN event.contact_id IS NOT NULL
                            THEN event.contact_id = person.partner_id
                            WHEN event.calendar_event_id IS NOT NULL AND EXISTS (
                                 SELECT FROM calendar_event_res_partner_rel AS guest
                                  WHERE guest.calendar_event_id = event.calendar_event_id
                                    AND guest.res_partner_id = person.partner_id)
                            THEN TRUE
                            WHEN event.res_model = 'res.partner'
                            THEN event.res_id = person.partner_id
                            ELSE EXISTS (
                                 SELECT FROM crm_lead AS about
                                  WHERE about.id = event.lead_id
                                    AND about.partner_id = person.partner_id) END
                   ORDER BY event.event_date DESC, event.id DESC
                      LIMIT 1) AS contact
                """,
                ids=persons._ids,
                roles=CONTACT_ROLES,
                since=since or SQL("'-infinity'::date"),
            )
        )
        return {person_id: (day, event_id) for person_id, day, event_id in rows}

    @api.depends("partner_id", "lead_id")
    def _compute_quotation(self):
        sent = self._get_quotations_sent()
        # sudo: whether it may be shown is looked at for all at once
        readable = self.env["sale.order"].browse({order for order, _day in sent.values()})
        readable = readable._filtered_access("read")
        for person in self:
            order_id, day = sent.get(person._origin.id, (False, False))
            is_readable = order_id in readable._ids
            person.quotation_id = order_id if is_readable else False
            person.quotation_on = day if is_readable else False

    def _get_quotations_sent(self):
        """Which quotation each of these persons was sent last, by mail: one query.

        :return: ``{id: (id of the order, day)}``
        """
        persons = self._origin
        if not persons.ids:
            return {}
        self.env["sale.order"].flush_model(["opportunity_id", "state"])
        self.env["mail.message"].flush_model()
        self.env["mail.notification"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (person.id) person.id, sale.id, %(day)s
                  FROM crm_lead_person AS person
                  JOIN sale_order AS sale
                    ON sale.opportunity_id = person.lead_id AND sale.state <> 'cancel'
                  JOIN mail_message AS message
                    ON message.model = 'sale.order' AND message.res_id = sale.id
                   AND message.message_type IN ('comment', 'email_outgoing')
                  JOIN mail_notification AS notified
                    ON notified.mail_message_id = message.id
                   AND notified.res_partner_id = person.partner_id
                   AND notified.notification_type = 'email'
                 WHERE person.id IN %(ids)s
              ORDER BY person.id, sale.id DESC, message.id DESC
                """,
                ids=persons._ids,
                day=local_date(
                    SQL("message.date"), SQL("%s", self.env["res.users"]._get_sales_tz().zone)
                ),
            )
        )
        return {person_id: (order_id, day) for person_id, order_id, day in rows}

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def _split_by_address(self):
        """Those who can be written to, and those who cannot."""
        # sudo: whether an address is on the list, as Odoo's own form shows it
        blacklisted = set(
            self.env["mail.blacklist"]
            .sudo()
            .search([("email", "in", self.partner_id.mapped("email_normalized"))])
            .mapped("email")
        )
        reachable = self.filtered(
            lambda person: (
                person.partner_id.active
                and person.partner_id.email_normalized
                and person.partner_id.email_normalized not in blacklisted
            )
        )
        return reachable, self - reachable

    def action_log(self):
        """Open the form that logs an event with this person."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_process.sales_event_log_action")
        action["context"] = {
            "default_lead_id": self.lead_id.id,
            "default_contact_id": self.partner_id.id,
        }
        return action
