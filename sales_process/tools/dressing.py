"""What an address or a number says of who has written: plain rules, apart from the ORM."""

from odoo.tools import email_domain_extract, parse_contact_from_email

# Domains of a country that anybody uses: they say nothing of where somebody is
GENERIC_ENDINGS = frozenset(
    "ac ag ai am as bz cc cd co dj fm gg gl im io is la ly me ms mu nu pw re sc sh so st tk to tv"  # noqa: SIM905
    " vc vg ws".split()
)
# What a domain of a country is called, where it is not by the country's code
COUNTRY_OF_ENDING = {"uk": "GB", "eu": ""}
CODE_LENGTH = 2


def get_company_domain(address, providers):
    """Return the domain of an address that is a company's own; "" where it is anybody's.

    :param providers: domains where anybody gets a mailbox
    """
    domain = (email_domain_extract(address or "") or "").lower().strip(".")
    if domain.count(".") < 1 or domain in providers:
        return ""
    return domain


def get_contact_name(address):
    """Return the name that stands before an address, as ``Jane Doe <jane@acme.example>``."""
    name, email = parse_contact_from_email(address or "")
    return "" if not name or "@" in name or name == email else name


def get_country_of_domain(domain):
    """Return the ISO code of the country that a domain ends in; "" where it tells none."""
    ending = domain.rpartition(".")[2]
    if len(ending) != CODE_LENGTH or ending in GENERIC_ENDINGS:
        return ""
    return COUNTRY_OF_ENDING.get(ending, ending.upper())
