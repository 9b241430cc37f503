from odoo.tests import tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


@tagged("post_install", "-at_install")
class TestReachedAtOnce(CrowdsCommon):
    """Two requests find at the same moment that a seller has reached something."""

    @mute_logger("odoo.sql_db")
    def test_reached_once(self):
        """K4: it is told once, and whoever comes second is not disturbed."""
        user_id = self.run_committed(lambda env: self.new_user(env, "achiever").id)
        vals = {"key": NAME, "kind": "milestone", "name": NAME, "user_id": user_id}

        def reach(env):
            self.keep_in_mind(env["sales.achievement"]._reach([vals]))
            return env["sales.achievement"].search_count([("key", "=", NAME)])

        self.assertEqual(self.do_at_once(reach), (1, 2))
