from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .handover_common import HandoverCommon


@tagged("post_install", "-at_install")
class TestHandoverRights(HandoverCommon):
    """What a handover has moved is written by handing over, and stays in the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_strangers()

    def test_nobody_writes_the_log(self):
        """An undo acts as superuser: whoever writes the log would write anything, anywhere."""
        log = self._hand_over().with_user(self.manager)
        line = log.line_ids[0]
        before = line.old_values
        for use in (
            lambda: line.write({"old_values": {"group_ids": [1]}, "res_model": "res.users"}),
            lambda: log.write({"line_ids": [Command.update(line.id, {"old_values": {}})]}),
            lambda: log.write({"undone_on": False}),
            lambda: log.create({"from_user_id": self.seller.id, "to_user_id": self.manager.id}),
        ):
            with self.assertRaises(AccessError):
                use()
        self.assertEqual(line.old_values, before)
        log.action_undo()
        self.assertEqual(self.lead.user_id, self.seller)
        self.assertEqual(log.undone_by_id, self.manager)
        self.assertEqual(set(log.line_ids.mapped("state")), {"returned"})

    def test_a_handover_stays_in_its_company(self):
        log = self._hand_over()
        theirs = log.with_user(self.stranger_manager)
        self.assertFalse(theirs.search([]))
        self.assertFalse(theirs.line_ids.search([]))
        for use in (lambda: theirs.read(["display_name"]), theirs.action_undo):
            with self.assertRaises(AccessError) as caught:
                use()
            self.assertNotIn(self.seller.name, str(caught.exception))
        self.assertEqual(self.lead.user_id, self.successor)

    def test_a_handover_of_who_has_left_is_seen(self):
        self.seller.action_archive()
        log = self._hand_over().with_user(self.manager)
        self.assertIn(log, log.search([("from_user_id", "=", self.seller.id)]))
        self.assertTrue(log.line_ids)

    def test_nobody_of_another_company_hands_over(self):
        customer = self.env["res.partner"].create(
            {"name": "Secret Ltd", "company_id": self.other_company.id}
        )
        event = self._create_event(self.visit_category, customer, user=self.stranger)
        handover = self._open(from_user_id=self.stranger.id)
        self.assertFalse(handover.total_count)
        with self.assertRaises(UserError) as caught:
            handover.action_hand_over()
        self.assertNotIn("Secret", str(caught.exception))
        self.assertEqual(event.user_id, self.stranger)
