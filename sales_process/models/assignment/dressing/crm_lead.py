from odoo import api, models
from odoo.fields import Domain

from odoo.addons.iap.tools.iap_tools import _MAIL_PROVIDERS
from odoo.addons.phone_validation.tools.phone_validation import phone_get_region_data_for_number

from ....tools.dressing import get_company_domain, get_contact_name, get_country_of_domain

# Ways of arrival on which nobody of ours has filled in the values
DRESSED_CHANNELS = ("mail", "website", "webhook")


class CrmLead(models.Model):
    """A lead that arrives by mail or a form gets what its sender's address and number tell.

    Before the rules look at it. Nothing that is given already is changed, and nothing is guessed
    where the address tells two things.
    """

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    @api.model_create_multi
    def create(self, vals_list):
        if self._get_arrival_channel() in DRESSED_CHANNELS:
            vals_list = [self._dress(vals) for vals in vals_list]
        return super().create(vals_list)

    @api.model
    def _dress(self, vals):
        """Return the values of a lead with what is empty in them, as far as it is known."""
        if vals.get("partner_id"):
            return vals  # a known contact: Odoo takes everything from there
        known = self._get_dressing(vals)
        known = {name: value for name, value in known.items() if value and not vals.get(name)}
        return {**vals, **known}

    @api.model
    def _get_dressing(self, vals):
        """What is known of a lead's sender, whether it is asked for or not. To be extended.

        The company is given by its name: Odoo then makes contacts of the lead under it.
        """
        domain = get_company_domain(vals.get("email_from"), _MAIL_PROVIDERS)
        if domain in self._get_own_domains():
            return {}
        company = self._find_company_of_domain(domain, vals)
        return {
            "contact_name": get_contact_name(vals.get("email_from")),
            "partner_name": company.name,
            "website": company.website or domain,
            "lang_id": self.env["res.lang"]._get_data(code=company.lang).id if company else False,
            "country_id": company.country_id.id or self._find_country(domain, vals).id,
        }

    @api.model
    def _find_company_of_domain(self, domain, vals):
        """The only customer's company whose own address, or a contact's, is of the domain."""
        # sudo: the gateway and a visitor of the website may read no contacts
        partners = self.env["res.partner"].sudo()
        if not domain:
            return partners
        company_ids = [False, vals.get("company_id") or self.env.company.id]
        found = partners.search(
            Domain("email_normalized", "=like", f"%@{domain}")
            & Domain("company_id", "in", company_ids)
        )
        companies = found.commercial_partner_id.filtered("is_company")
        return companies if len(companies) == 1 else partners

    @api.model
    def _get_own_domains(self):
        """Domains of our own companies: who writes from there is no customer."""
        # sudo: as above
        companies = self.env["res.company"].sudo().search([])
        own = {company.email for company in companies}
        domains = {get_company_domain(address, ()) for address in own}
        return {*domains, *companies.alias_domain_id.mapped("name")} - {""}

    @api.model
    def _find_country(self, domain, vals):
        """The country of a number with its prefix, else the one that the domain ends in."""
        region = phone_get_region_data_for_number(vals["phone"]) if vals.get("phone") else {}
        code = region.get("code") or get_country_of_domain(domain)
        countries = self.env["res.country"]
        return countries.search([("code", "=", code)], limit=1) if code else countries
