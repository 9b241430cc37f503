from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .assignment_common import AssignmentCommon


@tagged("post_install", "-at_install")
class TestAssignmentPreview(AssignmentCommon):
    """What rules would do, told without doing it."""

    def test_preview_tells_what_would_happen_and_changes_nothing(self):
        """F6: the preview says who would get each lead and why; nothing changes."""
        leads = self._create_leads(6, user_id=self.manager.id, team_id=self.team.id)
        leads[0].country_id = self.poland
        rule = self._create_rule(
            name="Elsewhere", domain=f"[('country_id', '!=', {self.poland.id})]"
        )
        self.env.flush_all()
        before = leads.read(["user_id", "team_id", "stage_id", "write_date", "message_ids"])
        Rule = self.env["crm.assignment.rule"].with_user(self.manager)
        preview = Rule.preview_assignment(leads.ids)
        self.assertEqual(preview, Rule.preview_assignment(leads.ids))
        self.env.flush_all()
        leads.invalidate_recordset()
        self.assertEqual(
            before, leads.read(["user_id", "team_id", "stage_id", "write_date", "message_ids"])
        )
        self.assertEqual([row["lead_id"] for row in preview], leads.ids)
        self.assertEqual(preview[0]["rule_id"], False)
        self.assertEqual(preview[0]["user_id"], False)
        self.assertEqual({row["rule_id"] for row in preview[1:]}, {rule.id})
        self.assertTrue(all("Elsewhere" in row["reason"] for row in preview[1:]))
        arriving = self._create_leads(5)
        self.assertEqual(
            [row["user_id"] for row in preview[1:]], [lead.user_id.id for lead in arriving]
        )

    def test_dry_run_shows_shares_and_what_no_rule_matches(self):
        """F6: the dry run lists past leads, shares per seller, and what no rule matched."""
        leads = self._create_leads(7, user_id=self.manager.id, team_id=self.team.id)
        leads[0].country_id = self.poland
        draft = self._create_rule(domain=f"[('country_id', '!=', {self.poland.id})]", active=False)
        today = fields.Date.context_today(self.env.user)
        run = (
            self.env["crm.assignment.dry.run"]
            .with_user(self.manager)
            .create(
                {
                    "date_from": today - timedelta(days=1),
                    "date_to": today + timedelta(days=1),
                    "lead_limit": 7,
                    "rule_ids": draft.ids,
                }
            )
        )
        run.action_run()
        self.assertEqual(run.line_ids.lead_id, leads)
        self.assertEqual((run.lead_count, run.seller_count, run.unmatched_count), (7, 6, 1))
        self.assertEqual(run.unmatched_line_ids.lead_id, leads[0])
        shares = {share.user_id: share.lead_count for share in run.share_ids}
        self.assertEqual(shares, {**dict.fromkeys(self.sellers, 2), self.manager: 0})
        self.assertEqual(leads.user_id, self.manager)
        run.action_run()
        self.assertEqual(run.lead_count, 7, "running again replaces what was there")
