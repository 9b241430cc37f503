from urllib.parse import urlsplit

from odoo import models
from odoo.tools import email_domain_extract


class ResCompany(models.Model):
    """Mail domains that are the company's own: who has an address there is no customer."""

    _inherit = "res.company"

    def _get_own_mail_domains(self):
        """Return the mail domains of these companies: those of their aliases, and that of their
        address where their website has it, too. An address alone may be of a provider."""
        domains = set(self.mapped("alias_domain_id.name"))
        for company in self:
            domain = email_domain_extract(company.email or "")
            host = urlsplit(company.website or "").hostname or ""
            if domain and host.removeprefix("www.") == domain:
                domains.add(domain)
        return domains
