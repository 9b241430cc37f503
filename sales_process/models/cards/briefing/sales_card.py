from odoo import api, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

SHOWN_EVENTS = 5
SHOWN_LEADS = 5
SHOWN_CHARACTERS = 280


class SalesCard(models.Model):
    """What matters for a contact with whom a row is about: numbers to call, last events, what is
    open."""

    _inherit = "sales.card"

    @api.model
    def _get_round_links(self, record):
        """Return the opportunity and the person that a row is about, of those one may read."""
        if record._name == "mail.activity":
            person = record.customer_id
            if record.res_model == "res.partner":
                person = person.browse(record.res_id).exists() or person
            lead = record.lead_id
        elif record._name == "calendar.event":
            # sudo: what the meeting is about; of that only what one may read is returned
            linked = record.sudo()._get_visit_records()[record.sudo()]
            lead, person = self.env["mail.activity"]._get_event_links(linked or None)
        else:
            lead, person = self.env["mail.activity"]._get_event_links(record)
        lead, person = lead.with_env(self.env), person.with_env(self.env)
        return lead._filtered_access("read"), person._filtered_access("read")

    @api.model
    def _prepare_round_customer(self, person):
        company = person.commercial_partner_id
        place = ", ".join(filter(None, [person.city or company.city, person.country_id.name]))
        return {
            "id": person.id,
            "name": person.name or person.display_name,
            "company": company.name if company != person else "",
            "function": person.function or "",
            "email": person.email or company.email or "",
            "place": place,
        }

    @api.model
    def _get_round_phones(self, person, lead):
        """Return the numbers to call, each once: whose it is and the number."""
        company = person.commercial_partner_id
        known = [
            (person.name, person.phone),
            (company.name, company.phone),
            (lead.contact_name or lead.partner_name or lead.name, lead.phone),
        ]
        phones = {}
        for name, number in known:
            digits = "".join(filter(str.isdigit, number or ""))
            if digits and digits not in phones:
                phones[digits] = {"name": name or "", "number": number}
        return list(phones.values())

    @api.model
    def _find_round_leads(self, lead, customer):
        """The row's own opportunity first, then what else is open with the customer."""
        others = lead.browse()
        if customer:
            others = lead.search(
                [
                    ("partner_id.commercial_partner_id", "=", customer.id),
                    ("type", "=", "opportunity"),
                    ("won_status", "=", "pending"),
                    ("id", "!=", lead.id),
                ],
                limit=SHOWN_LEADS,
            )
        return lead | others

    @api.model
    def _prepare_round_lead(self, lead):
        return {
            "id": lead.id,
            "name": lead.name,
            "stage": lead.stage_id.name or "",
            "revenue": lead.expected_revenue,
            "currency": lead.company_currency.id,
            "seller": lead.user_id.name or "",
            "closing": self._format_day(lead.date_deadline),
        }

    @api.model
    def _prepare_round_events(self, lead, customer):
        """Return the last events with the customer, or about the opportunity of nobody."""
        if customer:
            about = Domain("customer_id", "=", customer.id)
        else:
            about = Domain("lead_id", "in", lead.ids)
        events = self.env["mail.activity"].search(
            about & Domain("event_category_id", "!=", False) & Domain("active", "=", False),
            order="event_date desc, id desc",
            limit=SHOWN_EVENTS,
        )
        return [
            {
                "id": event.id,
                "day": self._format_day(event.event_date),
                "category": event.event_category_id.name,
                # sudo: who was in touch, a colleague's name
                "seller": event.user_id.sudo().name or "",
                "outcome": event.outcome_id.name or "",
                "summary": event.summary or "",
                "text": event.feedback or self._say_text(event.note),
            }
            for event in events
        ]

    @api.model
    def _say_text(self, html):
        text = html2plaintext(html or "").strip()
        return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"

    @api.model
    def _prepare_round_sections(self, lead):
        """Return what else matters for a contact about an opportunity. To be extended.

        :param lead: the opportunity, or an empty one
        :return: list of ``title`` with ``html``, or with ``lines`` of ``text``, ``detail`` and
            ``is_done``
        """
        return []
