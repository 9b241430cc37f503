from odoo import models
from odoo.fields import Domain

from ....tools.crowds import looked_for
from ....tools.refusals import attempt, get_words
from ....tools.transaction import get_queue
from ..sales_call import SECONDS_PER_HOUR


class SalesCall(models.Model):
    """Whose number it is, and what a call with it is logged as."""

    _inherit = "sales.call"  # pylint: disable=consider-merging-classes-inherited

    def _log_event(self):
        """Log the call as what the seller would have logged.

        :return: the event, empty where a wrong number is nobody's; and why a rule of the company
            refuses it
        """
        by_hand = self._find_same()
        if by_hand:
            by_hand.activity_id.event_duration = self.duration / SECONDS_PER_HOUR
            return by_hand.activity_id, False
        event, error = attempt(self.env, self._make_event)
        if error is not None:
            return self.env["mail.activity"], get_words(self.env, error)
        return event, False

    def _make_event(self):
        lead, customer = self._find_links()
        if lead or customer:
            return self._log_contact(lead, customer)
        if self.call_result == "wrong_number":
            return self.env["mail.activity"]
        # whose lead the seller may not read
        colleagues = self._find_leads(self.env["crm.lead"])[:1]
        if colleagues:
            return self._register_prospect(colleagues)
        return self._register_unknown()

    # ------------------------------------------------------------
    # WHOSE NUMBER
    # ------------------------------------------------------------

    def _is_own_number(self):
        """Whether it is a number of the company, of a user or of their telephones."""
        users, partners = self.env["res.users"], self.env["res.partner"]
        if users.search_count([("phone_extension", "=", self.number)], limit=1):
            return True
        if not self.phone_sanitized:
            return False
        ours = self.env["res.company"].with_context(active_test=False).search([]).partner_id
        return bool(
            partners.search_count(
                Domain("phone_sanitized", "=", self.phone_sanitized)
                & (
                    Domain("commercial_partner_id", "in", ours.ids)
                    | Domain("user_ids.share", "=", False)
                ),
                limit=1,
            )
        )

    def _find_links(self):
        """Return the opportunity and the customer with this number, of those that the seller may
        read.

        Of several customers it is the seller's, of several persons of one company the company. Of
        several opportunities it is the only one of the seller, else the only one: which one a call
        was about is not guessed.
        """
        customer = self._find_customer()
        if not customer:
            lead = self._find_leads(self._get_as_seller("crm.lead"))[:1]
            return lead, lead.partner_id
        leads = self._get_as_seller("crm.lead").search(
            [
                ("partner_id.commercial_partner_id", "=", customer.commercial_partner_id.id),
                ("type", "=", "opportunity"),
                ("won_status", "=", "pending"),
            ]
        )
        own = leads.filtered(lambda lead: lead.user_id == self.user_id)
        candidates = own or leads
        return candidates if len(candidates) == 1 else candidates.browse(), customer

    def _find_customer(self):
        people = self._get_as_seller("res.partner").search(
            [("phone_sanitized", "=", self.phone_sanitized)], order="id"
        )
        own = people.filtered(
            lambda person: self.user_id in person.user_id + person.commercial_partner_id.user_id
        )
        company = (own or people)[:1].commercial_partner_id
        there = people.filtered(lambda person: person.commercial_partner_id == company)
        return there if len(there) == 1 else company

    def _find_leads(self, model):
        """Return the leads with this number: open ones first, then the seller's, then new ones."""
        leads = model.search(
            [
                ("phone_sanitized", "=", self.phone_sanitized),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        return leads.sorted(
            lambda lead: (lead.won_status != "pending", lead.user_id != self.user_id, -lead.id)
        )

    # ------------------------------------------------------------
    # WHAT IT IS LOGGED AS
    # ------------------------------------------------------------

    def _log_contact(self, lead, customer):
        """Log the call with a known customer as the seller would with the form."""
        forms = self._get_as_seller("sales.event.log").with_context(event_role="contact")
        values = forms._prepare_call_vals(
            self.user_id, self.started_on, self.call_result, self.duration, self.note
        )
        form = forms.create(
            {
                **values,
                "lead_id": lead.id,
                "customer_id": customer.id,
                "summary": self._get_title(),
            }
        )
        # sudo: the call keeps what it was logged as, and users do not write calls
        return form._log_all().sudo()

    def _register_unknown(self):
        """Make a lead of who has an unknown number, for the seller or for the assignment rules."""
        keep = self.company_id.unknown_callers == "assignment"
        self._claim_number()
        leads = self.env["crm.lead"] if keep else self._get_as_seller("crm.lead")
        has_leads = self.user_id.has_group("crm.group_use_lead")
        # as a program would that names whose it is: a rule passes on what is nobody's only
        with get_queue(self.env).arriving_by("api"):
            lead = leads.create(
                {
                    "name": self._get_title(),
                    "type": "lead" if has_leads else "opportunity",
                    "phone": self._get_readable_number(),
                    "company_id": self.company_id.id,
                    "user_id": not keep and self.user_id.id,
                }
            )
        return self._register_prospect(lead)

    def _claim_number(self):
        """Have whoever makes a lead for the same number at the same moment look again."""
        self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("phone_sanitized", "=", self.phone_sanitized),
                ("is_first", "=", True),
            ]
        ).is_first = False
        self.flush_model(["is_first"])
        with looked_for():
            self.is_first = True
            self.flush_recordset(["is_first"])

    def _register_prospect(self, lead):
        """Have who is responsible for the lead act; nobody's waits among what is unassigned."""
        forms = self.env["sales.event.log"].with_context(event_role="prospect")
        seller = self._get_as_seller("sales.event.log")
        events = lead.env["mail.activity"]
        event = events.create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "res_id": lead.id,
                "event_category_id": forms._default_event_category_id().id,
                "summary": self._get_title(),
                "note": seller._get_call_note(self.call_result, self.duration, self.note),
                "user_id": lead.sudo().user_id.id,  # sudo: a rule may have passed it on
                "date_deadline": self.user_id._get_sales_day(self.started_on),
            }
        )
        return event.sudo()  # sudo: as above

    # ------------------------------------------------------------
    # WORDS
    # ------------------------------------------------------------

    def _get_title(self):
        env = self._get_as_seller("sales.call").env
        number = self._get_readable_number()
        if self.direction == "in":
            return env._("Call from %s", number)
        return env._("Call to %s", number)

    def _get_readable_number(self):
        return self.env["res.partner"]._phone_format(
            number=self.phone_sanitized,
            country=self.company_id.country_id,
            force_format="INTERNATIONAL",
        )
