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
        self.opener.cookies.set("odoo_utm_source", "Spring Letter")
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
        self.assertEqual(lead.source_id.name, "Spring Letter")
        self.assertEqual(lead.medium_id, self.env.ref("utm.utm_medium_website"))
        self.assertEqual(lead.stage_history_ids.stage_id, lead.stage_id)
        self.assertEqual(len(lead.stage_history_ids), 1)

    def test_webhook_goes_through_the_rules(self):
        """K7: what any form sends is a lead of the rule's, with the source that it names."""
        if self.env["ir.module.module"]._get("base_automation").state != "installed":
            self.skipTest("needs automation rules")
        source = self.env["utm.source"].create({"name": "Fair"})
        rule = self._create_rule(team_id=self.team.id)
        automation = self.env["base.automation"].create(
            {
                "name": "Form",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "trigger": "on_webhook",
                "record_getter": "model.create({'name': payload['subject'],"
                " 'source_id': payload['source']})",
            }
        )
        response = self.url_open(
            f"/web/hook/{automation.webhook_uuid}",
            json={"subject": "From a form", "source": source.id},
        )
        self.assertEqual(response.status_code, 200)
        lead = self.env["crm.lead"].search([("name", "=", "From a form")])
        self.assertEqual((lead.assignment_rule_id, lead.source_id), (rule, source))
        self.assertIn(lead.user_id, self.sellers)
        self.assertEqual(lead.stage_history_ids.stage_id, lead.stage_id)
        self.assertEqual(len(lead.stage_history_ids), 1)

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
