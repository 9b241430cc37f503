from odoo.tests import tagged

from ..tools.dressing import get_company_domain, get_contact_name, get_country_of_domain
from ..tools.transaction import get_queue
from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentDressing(AssignmentCommon):
    """H13: leads that arrive by mail or a form arrive dressed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.northwind = cls.env["res.partner"].create(
            {
                "name": "Northwind Oy",
                "is_company": True,
                "website": "https://www.northwind.fi",
                "country_id": cls.finland.id,
                "lang": "en_US",
            }
        )
        cls.env["res.partner"].create(
            {"name": "Nora", "parent_id": cls.northwind.id, "email": "nora@northwind.fi"}
        )

    def _receive(self, sender, **values):
        return self.env["crm.lead"].message_new(
            {"subject": "A question", "from": sender, "author_id": False},
            {"team_id": self.team.id, **values},
        )

    def test_a_customers_colleague(self):
        """Nils of Northwind is not known, Northwind is, by Nora: the lead has its name, website,
        country and language, and Odoo knows the company by it. Whose own address stays as it is."""
        lead = self._receive("Nils Holm <nils@northwind.fi>")
        self.assertEqual((lead.contact_name, lead.partner_name), ("Nils Holm", "Northwind Oy"))
        self.assertEqual((lead.website, lead.country_id), (self.northwind.website, self.finland))
        self.assertEqual(lead.lang_id.code, "en_US")
        self.assertEqual(lead.commercial_partner_id, self.northwind)
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_email"))
        self.assertFalse(lead.partner_id)
        self.assertFalse(self.northwind.email)

    def test_an_unknown_company(self):
        """Its domain tells the website and the country, nobody's name is made up."""
        lead = self._receive("Ewa Nowak <ewa@fabryka.pl>")
        self.assertEqual((lead.contact_name, lead.country_id), ("Ewa Nowak", self.poland))
        self.assertIn("fabryka.pl", lead.website)
        self.assertFalse(lead.partner_name)
        self.assertFalse(lead.lang_id)

    def test_a_number_tells_more_than_a_domain(self):
        lead = self._receive("ewa@fabryka.pl", phone="+358 9 1234567")
        self.assertEqual(lead.country_id, self.finland)
        self.assertFalse(lead.contact_name)
        lead = self._receive("ewa@fabryka.pl", phone="123")
        self.assertEqual(lead.country_id, self.poland)

    def test_what_is_given_stays(self):
        given = {
            "contact_name": "N. H.",
            "partner_name": "Another",
            "website": "https://another.example",
            "country_id": self.poland.id,
        }
        lead = self._receive("Nils Holm <nils@northwind.fi>", **given)
        self.assertEqual((lead.contact_name, lead.partner_name), ("N. H.", "Another"))
        self.assertEqual((lead.website, lead.country_id), ("https://another.example", self.poland))

    def test_nothing_is_guessed(self):
        """A mailbox of a provider, two customers of one domain, an archived customer, one of
        another company, our own people, and no sender at all."""
        lead = self._receive("Pat <pat@gmail.com>")
        self.assertEqual(
            (lead.contact_name, lead.website, lead.partner_name), ("Pat", False, False)
        )
        other = self.env["res.partner"].create(
            {"name": "Northwind AB", "is_company": True, "email": "info@northwind.fi"}
        )
        self.assertFalse(self._receive("nils@northwind.fi").partner_name, "one of two")
        other.active = False
        self.assertEqual(self._receive("nils@northwind.fi").partner_name, "Northwind Oy")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        other.write({"active": True, "company_id": elsewhere.id})
        self.assertEqual(self._receive("nils@northwind.fi").partner_name, "Northwind Oy")
        self.env.company.email = "sales@northwind.fi"
        lead = self._receive("Nils <nils@northwind.fi>")
        self.assertEqual((lead.website, lead.partner_name), (False, False))
        self.assertEqual(self._receive(False).email_from, False)

    def test_rules_see_it(self):
        """A rule for Finland takes what comes from a Finnish domain."""
        rule = self._create_rule(domain="[('country_id.code', '=', 'FI')]")
        self.assertEqual(self._receive("nils@saha.fi").assignment_rule_id, rule)
        self.assertFalse(self._receive("nils@saha.pl").assignment_rule_id)

    def test_what_people_and_programs_enter_stays_as_it_is(self):
        values = {"name": "By hand", "email_from": "Nils Holm <nils@northwind.fi>"}
        with get_queue(self.env).arriving_by("import"):
            imported = self.env["crm.lead"].create(values)
        for lead in imported + self.env["crm.lead"].create(values):
            self.assertFalse(lead.contact_name or lead.partner_name or lead.country_id)

    def test_plain_rules(self):
        """The domain of an address, the name before it, the country of a domain."""
        providers = {"gmail.com"}
        self.assertEqual(get_company_domain("Jo <JO@Acme.Example>", providers), "acme.example")
        for address in ("jo@gmail.com", "jo@localhost", "nonsense", "", None, "jo@"):
            self.assertEqual(get_company_domain(address, providers), "", address)
        self.assertEqual(get_contact_name("Jane Doe <jane@acme.example>"), "Jane Doe")
        for address in ("jane@acme.example", "<jane@acme.example>", "", None):
            self.assertEqual(get_contact_name(address), "", address)
        codes = {"acme.fi": "FI", "acme.co.uk": "GB", "acme.io": "", "acme.com": "", "": ""}
        self.assertEqual({name: get_country_of_domain(name) for name in codes}, codes)
