from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


# on the core alone: what other apps make of a company cannot be removed again
@tagged("post_install", "-at_install", "sales_process_core_only")
class TestStartAtOnce(CrowdsCommon):
    """The guided start in two windows at the same moment."""

    def setUp(self):
        super().setUp()

        def prepare(env):
            return self.keep_in_mind(env["res.company"].create({"name": NAME})).id

        self.company_id = self.run_committed(prepare)

    def _open(self, env):
        """The guided start of a company that has none, opened from the menu."""
        start = env["sales.process.start"].with_company(self.company_id)
        return start.browse(start.action_open()["res_id"])

    @mute_logger("odoo.sql_db")
    def test_opened_in_two_windows(self):
        """K4, I1: a company has one, which both get."""

        def open_it(env):
            self.keep_in_mind(self._open(env))
            return env["sales.process.start"].search_count([("company_id", "=", self.company_id)])

        self.assertEqual(self.do_at_once(open_it), (1, 2))

    @mute_logger("odoo.sql_db")
    def test_a_step_is_left_in_two_windows(self):
        """K4, I1: two skip the same step: it is left once, and the next one is not skipped."""

        def prepare(env):
            return self.keep_in_mind(self._open(env)).id

        start_id = self.run_committed(prepare)

        def skip(env):
            start = env["sales.process.start"].browse(start_id)
            start.with_company(self.company_id).with_context(shown_step="look").action_skip()

        def skip_later(env):
            with self.assertRaises(UserError) as told:
                skip(env)
            return str(told.exception)

        told, attempts = self.do_at_once(skip, skip_later)
        self.assertIn("gone on from “What Is There” to “Process”", told)
        self.assertEqual(attempts, 2)
