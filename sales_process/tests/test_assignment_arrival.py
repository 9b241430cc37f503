from unittest.mock import patch

from odoo.tests import Form, tagged, users

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentArrival(AssignmentCommon):
    """The ways in which leads arrive."""

    def test_leads_arrive_from_mail_import_and_programs(self):
        """F8: from a mail, an import and a program, a lead goes through the same rules."""
        self._create_rule(team_id=self.team.id)
        by_mail = self.env["crm.lead"].message_new(
            {"subject": "By mail", "from": "ann@acme.example.com", "author_id": False},
            {"team_id": self.export_team.id, "user_id": self.manager.id},
        )
        result = (
            self.env["crm.lead"]
            .with_user(self.manager)
            .load(["name", "country_id"], [["By import", "Finland"], ["By import 2", "Poland"]])
        )
        self.assertFalse(result["messages"])
        by_program = self.env["crm.lead"].create({"name": "By program"})
        for lead in by_mail + by_mail.browse(result["ids"]) + by_program:
            with self.subTest(lead=lead.name):
                self.assertIn(lead.user_id, self.sellers)
                self.assertEqual(lead.team_id, self.team)
                self.assertTrue(lead.assignment_rule_id)
        self.assertIn("next in turn", "".join(by_mail.mapped("message_ids.body")))

    def test_import_with_rotation_is_fair(self):
        """F5: of leads that are imported together, everybody gets the same, one more at most, and
        who gets many is not sent a message for each."""
        self._create_rule()
        rows = [[f"Lead {number}"] for number in range(100)]
        result = self.env["crm.lead"].with_user(self.manager).load(["name"], rows)
        self.assertFalse(result["messages"])
        leads = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(sorted(self._get_shares(leads).values()), [33, 33, 34])
        self.assertEqual(set(leads.stage_history_ids.mapped("cause")), {"import"})
        notified = self.env["mail.notification"].search_count(
            [("mail_message_id.res_id", "in", leads.ids)]
        )
        self.assertFalse(notified)

    def test_salesperson_of_an_import_is_kept(self):
        """F8: a salesperson named in the file stays, and the rest goes by the rules."""
        self._create_rule(user_ids=self.seller3.ids)
        result = (
            self.env["crm.lead"]
            .with_user(self.manager)
            .load(["name", "user_id"], [["Named", self.seller.name], ["Open", ""]])
        )
        named, still_open = self.env["crm.lead"].browse(result["ids"])
        self.assertEqual(named.user_id, self.seller)
        self.assertEqual(still_open.user_id, self.seller3)

    def test_seller_keeps_a_lead_entered_by_hand(self):
        """F5: a seller who enters a lead keeps it, unless the rule says otherwise."""
        rule = self._create_rule(user_ids=self.seller2.ids)
        with Form(self.env["crm.lead"].with_user(self.seller)) as form:
            form.name = "Met at the fair"
        lead = form.record
        self.assertEqual(lead.user_id, self.seller)
        self.assertFalse(lead.sudo().assignment_rule_id)
        rule.keeps_owner = False
        with Form(self.env["crm.lead"].with_user(self.seller)) as form:
            form.name = "For the inside team"
        lead = form.record.sudo()
        self.assertEqual(lead.user_id, self.seller2, "and the form of the seller is no error")
        self.assertEqual(lead.create_uid, self.seller)

    @users("sp_marketing")
    def test_marketing_enters_leads_for_the_sellers(self):
        """F8: who enters leads and sells nothing hands them to the rules."""
        self._create_rule()
        with Form(self.env["crm.lead"]) as form:
            form.name = "From the fair"
        self.assertIn(form.record.user_id, self.sellers)

    def test_odoo_assignment_takes_what_rules_leave(self):
        """F5: what a rule gave stays with Odoo's own assignment on; what it left is for that."""
        self.env["ir.config_parameter"].sudo().set_param("crm.lead.auto.assignment", True)
        rule = self._create_rule(user_ids=self.seller.ids, domain="[('type', '=', 'opportunity')]")
        given = self._create_leads(1, type="opportunity")
        left = self._create_leads(1, type="lead", user_id=False, team_id=self.team.id)
        self.env.flush_all()
        self.team._action_assign_leads(force_quota=True)
        self.assertEqual((given.user_id, given.assignment_rule_id), (self.seller, rule))
        self.assertIn(left.user_id, self.sellers)
        self.assertFalse(left.assignment_rule_id)

    def test_archived_rules_deal_nothing(self):
        """F5: also where a lead is made from a list that shows archived records."""
        self._create_rule(domain="[('name', '=', 'Nobody')]")
        self._create_rule().active = False
        lead = self.env["crm.lead"].with_context(active_test=False).create({"name": "From a list"})
        self.assertFalse(lead.assignment_rule_id)

    def test_way_of_arrival_is_that_of_one_lead(self):
        """F8: what the arrival of a lead sets going does not arrive by mail, too."""
        seen = []

        def note_channel(leads, *_args):
            seen.append(leads._get_arrival_channel())

        with patch.object(self.env.registry["crm.lead"], "_on_stage_entered", note_channel):
            self.env["crm.lead"].message_new(
                {"subject": "Another", "from": "ann@acme.example.com", "author_id": False}
            )
        self.assertNotEqual(seen, ["mail"])

    def test_way_of_arrival_is_no_claim_of_a_client(self):
        """K3: a context says nothing of how a lead arrives."""
        leads = self.env["crm.lead"].with_user(self.seller)
        self.assertEqual(
            leads.with_context(sales_process_channel="mail")._get_arrival_channel(),
            leads._get_arrival_channel(),
        )
