from odoo.tests import HttpCase, tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentWebsite(HttpCase, AssignmentCommon):
    """Leads that come in by a request: from the website, and from another program."""

    def test_website_form_goes_through_the_rules(self):
        """F8: a lead from the website's form is assigned, although the website names a leader."""
        if self.env["ir.module.module"]._get("website_crm").state != "installed":
            self.skipTest("needs a website that takes leads")
        website = self.env["website"].search([], limit=1)
        self.export_team.user_id = self.manager
        website.crm_default_team_id = self.export_team
        rule = self._create_rule(team_id=self.team.id, name="Web")
        response = self.url_open(
            "/website/form/crm.lead",
            data={
                "name": "A question from the web",
                "contact_name": "Ann",
                "email_from": "ann@acme.example.com",
                "phone": "+32 2 555 01 01",
            },
        )
        self.assertEqual(response.status_code, 200)
        lead = self.env["crm.lead"].browse(response.json()["id"])
        self.assertEqual(lead.assignment_rule_id, rule)
        self.assertIn(lead.user_id, self.sellers)
        self.assertEqual(lead.team_id, self.team)
        self.assertIn("Web", "".join(lead.message_ids.mapped("body")))

    def test_other_programs_go_through_the_rules(self):
        """F8: a program that signs in as a seller leaves leads to the rules, or names who."""
        rule = self._create_rule(user_ids=self.seller2.ids)
        lead_ids = self.xmlrpc_object.execute(
            self.env.cr.dbname,
            self.seller.id,
            self.seller.login,
            "crm.lead",
            "create",
            [{"name": "Open"}, {"name": "Named", "user_id": self.seller.id}],
        )
        given, named = self.env["crm.lead"].browse(lead_ids)
        self.assertEqual((given.user_id, given.assignment_rule_id), (self.seller2, rule))
        self.assertEqual(given.create_uid, self.seller)
        self.assertEqual(named.user_id, self.seller)
