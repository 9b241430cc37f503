from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentStages(AssignmentCommon):
    """Rules that act when a stage is entered."""

    def test_stage_rule_passes_on_with_its_cause(self):
        """F5: an opportunity that enters a stage goes to the seller and team of the rule."""
        stage = self.env["crm.stage"].create({"name": "Closing", "sequence": 5})
        rule = self._create_rule(
            name="Closers", trigger="stage", stage_ids=stage.ids, user_ids=self.seller2.ids
        )
        self.env.cr.flush()
        lead = self.lead.with_user(self.seller)
        lead.write({"stage_id": stage.id})
        shown = lead.web_read(
            {"name": {}, "user_id": {"fields": {"display_name": {}, "login": {}}}}
        )
        self.assertEqual(shown[0]["user_id"]["display_name"], self.seller2.name)
        self.assertNotIn("login", shown[0]["user_id"])
        self.env.cr.flush()
        self.assertEqual(self.lead.user_id, self.seller2)
        self.assertEqual(self.lead.assignment_rule_id, rule)
        self.assertIn("Closers", "".join(self.lead.message_ids.mapped("body")))
        stay = self.lead.stage_history_ids.sorted("id")[-1]
        self.assertEqual(
            (stay.stage_id, stay.cause, stay.entered_by_id), (stage, "person", self.seller)
        )

    def test_stage_rule_asks_once_for_many(self):
        """F10: a rule passes many opportunities on for the queries that Odoo needs for one change
        of their salesperson, and the note of why."""
        stage = self.env["crm.stage"].create({"name": "Closing", "sequence": 5})
        self.env.cr.flush()

        def count(number):
            leads = self._create_leads(number, type="opportunity", user_id=self.seller.id)
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads.write({"stage_id": stage.id})
            if not rules:
                leads.write({"user_id": self.seller2.id})
            self.env.cr.flush()
            self.assertEqual(leads.user_id, self.seller2)
            return self.env.cr.sql_log_count - before

        rules = self.env["crm.assignment.rule"]
        count(2)
        by_hand = count(12) - count(2)
        rules = self._create_rule(
            trigger="stage", stage_ids=stage.ids, user_ids=self.seller2.ids, method="load"
        )
        count(2)
        self.assertLessEqual(count(12) - count(2), by_hand)

    def test_stage_rules_end(self):
        """F10: two rules that send an opportunity round in circles stop, their cause is kept."""
        own_stage = self.env["crm.stage"].create(
            {"name": "Domestic", "sequence": 0, "team_ids": self.team.ids}
        )
        to_export = self._create_rule(
            name="Out",
            trigger="stage",
            stage_ids=own_stage.ids,
            method="fixed",
            user_ids=False,
            team_id=self.export_team.id,
        )
        self._create_rule(
            name="Back",
            trigger="stage",
            stage_ids=self.export_stage.ids,
            method="fixed",
            user_ids=False,
            team_id=self.team.id,
        )
        self.lead.stage_id = own_stage
        self.env.flush_all()
        causes = self.lead.stage_history_ids.filtered("cause_model")
        self.assertTrue(causes)
        self.assertEqual(set(causes.mapped("cause")), {"rule"})
        self.assertIn(to_export.id, causes.mapped("cause_id"))
        self.assertIn(self.lead.team_id, self.team | self.export_team)

    def test_stage_rule_leaves_its_own_sellers_alone(self):
        """F10: an opportunity that is with one of the rule's sellers already stays there."""
        stage = self.env["crm.stage"].create({"name": "Closing", "sequence": 5})
        self._create_rule(trigger="stage", stage_ids=stage.ids)
        self.lead.stage_id = stage
        self.assertEqual(self.lead.user_id, self.seller)
        self.assertFalse(self.lead.assignment_rule_id)
