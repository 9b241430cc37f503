from odoo.tests import tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


@tagged("post_install", "-at_install")
class TestDraggedAtOnce(CrowdsCommon):
    """A seller drags cards faster than they are saved."""

    def setUp(self):
        super().setUp()
        self.seller_id = self.run_committed(lambda env: self.new_user(env, "dragger").id)

    def _cards(self, env):
        return env["sales.card"].with_user(self.seller_id)._get_view_cards()

    @mute_logger("odoo.sql_db")
    def test_drag_and_drag(self):
        """K4: the last drag counts, and no constraint is shown."""

        def order(env):
            return self._cards(env).ids

        before = self.run_committed(order)
        self.assertGreater(len(before), 2, NAME)

        def drag(env, places):
            env["sales.card"].with_user(self.seller_id).browse(places)._set_view_order()
            return True

        last = [*before[1:], before[0]]
        done = self.do_at_once(lambda env: drag(env, before[::-1]), lambda env: drag(env, last))
        self.assertEqual(done, (True, 2))
        self.assertEqual(self.run_committed(order), last)

    @mute_logger("odoo.sql_db")
    def test_hide_and_drag(self):
        """K4: a card that is hidden while another drag is saved is hidden."""

        def hide(env):
            card = self._cards(env)[0]
            card.action_hide()
            return card.is_hidden

        def drag(env):
            self._cards(env)[:2][::-1]._set_view_order()

        self.assertEqual(self.do_at_once(drag, hide), (True, 2))
