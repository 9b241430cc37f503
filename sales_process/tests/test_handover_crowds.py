from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


@tagged("post_install", "-at_install")
class TestHandedOverAtOnce(CrowdsCommon):
    """Several managers hand over the same seller at the same moment."""

    def setUp(self):
        super().setUp()
        self.run_committed(self._prepare)

    def _prepare(self, env):
        self.manager_id = self.new_user(env, "hands_over", "sales_team.group_sale_manager").id
        self.successor_id = self.new_user(env, "takes_over").id
        self.seller_id = self.new_user(env, "leaves").id
        customer = env["res.partner"].create({"name": NAME, "user_id": self.seller_id})
        self.keep_in_mind(customer)
        lead = env["crm.lead"].create(
            {"name": NAME, "type": "opportunity", "user_id": self.seller_id}
        )
        self.keep_in_mind(lead)

    def _hand_over(self, env):
        handover = env["sales.handover"].with_user(self.manager_id)
        handover = handover.create(
            {"from_user_id": self.seller_id, "to_user_id": self.successor_id}
        )
        return handover.action_hand_over()["res_id"]

    @mute_logger("odoo.sql_db")
    def test_one_handover(self):
        """K4: the second one is told who has done it already; one handover is kept."""
        with self.assertRaisesRegex(
            UserError, "hands_over has handed over from .* leaves to .* takes_over already"
        ):
            self.do_at_once(self._hand_over)

        def logs(env):
            return len(
                self.keep_in_mind(
                    env["sales.handover.log"].search([("from_user_id", "=", self.seller_id)])
                )
            )

        self.assertEqual(self.run_committed(logs), 1)

    @mute_logger("odoo.sql_db")
    def test_whoever_comes_second_waits(self):
        """K4: nobody works in vain while a handover of the same seller is being saved."""

        def wait(env):
            env.cr.execute("SET LOCAL lock_timeout = '50ms'")
            return self._hand_over(env)

        with self.connection.cursor() as cr:
            other = api.Environment(cr, SUPERUSER_ID, {})
            log_id = self._hand_over(other)
            with self.assertRaises(LockNotAvailable) as caught:
                self.run_committed(wait)
            self.assertIn(b'FROM "res_users"', caught.exception.cursor.query)
            self.keep_in_mind(other["sales.handover.log"].browse(log_id))
