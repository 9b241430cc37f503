from odoo.fields import Command
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverRules(HandoverCommon):
    """Rules and tasks that name the seller."""

    def test_rules_that_name_the_seller(self):
        """C11: the successor takes the seller's place in assignment rules, archived ones, too; the
        preview names the rules, new leads go to the successor, and an undo restores them."""
        Rule = self.env["crm.assignment.rule"]
        north, both, paused, other = Rule.create(
            [
                {"name": "North", "user_ids": self.seller.ids},
                {"name": "Both", "user_ids": (self.seller | self.successor).ids},
                {"name": "Paused", "user_ids": self.seller.ids, "active": False},
                {"name": "Other", "user_ids": self.seller2.ids},
            ]
        )
        both.user_ids += self.seller2
        handover = self._open()
        self.assertEqual((handover.rule_count, handover.rule_names), (3, "North, Both, Paused"))
        action = handover.action_hand_over()
        self.assertEqual(north.user_ids, self.successor)
        self.assertEqual(both.user_ids, self.successor | self.seller2)
        self.assertEqual(paused.user_ids, self.successor)
        self.assertEqual(other.user_ids, self.seller2)
        lead = self.env["crm.lead"].with_user(self.marketing).create({"name": "New"})
        self.assertEqual(lead.user_id, self.successor)
        log = self.env["sales.handover.log"].browse(action["res_id"])
        lines = log.line_ids.filtered(lambda line: line.part == "rule")
        self.assertEqual(set(lines.mapped("name")), {"North", "Both", "Paused"})
        self.assertEqual(lines[0].action_open_record()["res_model"], "crm.assignment.rule")
        paused.user_ids = self.seller2  # somebody decided otherwise since
        log.action_undo()
        self.assertEqual(north.user_ids, self.seller)
        self.assertEqual(both.user_ids, self.seller | self.successor | self.seller2)
        self.assertEqual(paused.user_ids, self.seller2)
        self.assertEqual(lines.mapped("state"), ["returned", "returned", "kept"])

    def test_rules_stay_where_they_are_not_chosen(self):
        """C11: rules, tasks and teams stay with the seller where the manager turns them off."""
        rule = self.env["crm.assignment.rule"].create(
            {"name": "North", "user_ids": self.seller.ids}
        )
        self._hand_over(has_rules=False, has_teams=False, has_tasks=False)
        self.assertEqual(rule.user_ids, self.seller)
        self.assertIn(self.seller, self.team.member_ids)

    def test_archived_seller_in_rules(self):
        """C11: a rule that names an archived user says so and goes on with the others; archiving
        offers the handover for the sake of the rule alone, which heals it."""
        leaver = self._new_user("sp_leaver", "Lea Leaver", "sales_team.group_sale_salesman")
        rule = self.env["crm.assignment.rule"].create(
            {"name": "North", "user_ids": (leaver | self.seller2).ids}
        )
        self.assertFalse(rule.problem)
        self.manager.group_ids += self.env.ref("base.group_erp_manager")
        action = leaver.with_user(self.manager).action_archive()
        self.assertEqual(action["context"], {"default_from_user_id": leaver.id})
        self.assertIn("Lea Leaver no longer work", rule.problem)
        leads = self.env["crm.lead"].with_user(self.marketing).create([{"name": "New"}] * 3)
        self.assertEqual(leads.user_id, self.seller2)
        self._hand_over(from_user_id=leaver.id)
        self.assertEqual(rule.user_ids, self.successor | self.seller2)
        self.assertFalse(rule.problem)

    def test_tasks_that_name_the_seller(self):
        """C11: tasks that a plan gives to the seller go to the successor; an undo restores them."""
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Negotiation",
                "res_model": "crm.lead",
                "template_ids": [
                    Command.create(
                        {
                            "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                            "summary": "Check the credit",
                            "responsible_type": "other",
                            "responsible_id": user.id,
                        }
                    )
                    for user in (self.seller, self.seller2)
                ],
            }
        )
        handover = self._open()
        self.assertEqual(handover.task_names, "Check the credit · Negotiation")
        log = self.env["sales.handover.log"].browse(handover.action_hand_over()["res_id"])
        self.assertEqual(plan.template_ids.responsible_id, self.successor | self.seller2)
        line = log.line_ids.filtered(lambda line: line.part == "task")
        self.assertEqual(line.name, "Check the credit · Negotiation")
        self.assertEqual(line.action_open_record()["res_model"], "mail.activity.plan")
        log.action_undo()
        self.assertEqual(plan.template_ids.responsible_id, self.seller | self.seller2)
