from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverTeams(HandoverCommon):
    """The seller's place in the teams."""

    def test_place_in_the_teams(self):
        """C11: the seller's memberships end, the successor joins with the same capacity and leads
        the teams that the seller led; an undo restores it all."""
        led = self.env["crm.team"].create(
            {"name": "Led", "user_id": self.seller.id, "company_id": False}
        )
        member = self.team.crm_team_member_ids.filtered(lambda each: each.user_id == self.seller)
        member.write({"assignment_max": 17, "assignment_optout": True})
        handover = self._open()
        self.assertEqual((handover.team_count, handover.team_names), (2, "Process Team, Led"))
        log = self.env["sales.handover.log"].browse(handover.action_hand_over()["res_id"])
        self.assertEqual(self.team.member_ids, self.seller2 | self.successor)
        new = self.team.crm_team_member_ids.filtered(lambda each: each.user_id == self.successor)
        self.assertEqual((new.assignment_max, new.assignment_optout), (17, False))
        self.assertEqual(led.user_id, self.successor)
        parts = log.line_ids.filtered(lambda line: line.part in ("team", "membership"))
        self.assertEqual(sorted(parts.mapped("name")), ["Led", "Process Team", "Process Team"])
        log.action_undo()
        self.assertEqual(self.team.member_ids, self.seller | self.seller2)
        self.assertTrue(member.active)
        self.assertEqual(led.user_id, self.seller)

    def test_place_in_the_teams_takes_nobody_out_of_theirs(self):
        """C11: a successor with a team stays there, a leader stays leader; where the seller has
        joined another team since, an undo leaves the old membership alone."""
        other = self.env["crm.team"].create(
            {"name": "Other", "member_ids": self.successor.ids, "company_id": False}
        )
        log = self._hand_over()
        self.assertEqual(self.team.member_ids, self.seller2)
        self.assertEqual(other.member_ids, self.successor)
        other.member_ids += self.seller
        log.action_undo()
        self.assertEqual(self.team.member_ids, self.seller2)
        self.assertIn(self.seller, other.member_ids)
        kept = log.line_ids.filtered(lambda line: line.state == "kept")
        self.assertEqual(kept.mapped("part"), ["membership"])
        self._hand_over(from_user_id=self.seller2.id, to_user_id=self.manager.id)
        self.assertFalse(self.team.member_ids, "the leader takes no leads by turns")

    def test_place_in_the_teams_after_archiving(self):
        """C11: Odoo ends memberships when a user is archived; the successor still joins."""
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        self.seller.with_user(self.manager).action_archive()
        handover = self._open()
        self.assertEqual(handover.team_names, "Process Team")
        handover.action_hand_over()
        self.assertEqual(self.team.member_ids, self.seller2 | self.successor)
