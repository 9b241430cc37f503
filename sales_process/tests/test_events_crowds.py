from unittest.mock import patch

import psycopg2

from odoo.exceptions import ConcurrencyError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .crowds_common import NAME, CrowdsCommon


@tagged("post_install", "-at_install")
class TestCalledAtOnce(CrowdsCommon):
    """Two programs, or two tabs, log something on one customer at the same moment."""

    def setUp(self):
        super().setUp()
        self.run_committed(self._prepare)

    def _prepare(self, env):
        seller = self.new_user(env, "caller")
        customer = self.keep_in_mind(env["res.partner"].create({"name": NAME}))
        self.seller_id, self.customer_id = seller.id, customer.id
        self.category_id = env.ref("sales_process.category_sales_action").id

    def _log(self, env):
        form = env["sales.event.log"].with_user(self.seller_id)
        form = form.create(
            {
                "event_category_id": self.category_id,
                "customer_id": self.customer_id,
                "note": "rang",
            }
        )
        form.action_log()
        events = env["mail.activity"].with_context(active_test=False)
        events = events.search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer_id)]
        )
        self.keep_in_mind(events)
        return len(events)

    @mute_logger("odoo.sql_db")
    def test_both_calls_are_there(self):
        """K4: the second one follows the customer as well, and sees no constraint."""
        self.assertEqual(self.do_at_once(self._log), (2, 2))

        def followers(env):
            return env["res.partner"].browse(self.customer_id).message_partner_ids

        self.assertEqual(len(self.run_committed(followers)), 1)

    @mute_logger("odoo.sql_db")
    def test_followers_at_once(self):
        """K4: the same follower twice, of whichever document."""

        def follow(env):
            partner = env["res.users"].browse(self.seller_id).partner_id
            customer = env["res.partner"].browse(self.customer_id)
            customer.message_subscribe(partner.ids)
            return customer.message_partner_ids == partner

        self.assertEqual(self.do_at_once(follow), (True, 2))


@tagged("post_install", "-at_install")
class TestWords(HttpCase):
    """What the database refuses is told in words that say what to do."""

    def _call(self, error):
        self.authenticate("admin", "admin")
        card = type(self.env["sales.card"])
        with (
            patch.object(card, "action_reset_order", side_effect=error, autospec=True),
            patch("odoo.service.model.time.sleep"),
            mute_logger("odoo.http", "odoo.service.model"),
        ):
            answer = self.url_open(
                "/web/dataset/call_kw/sales.card/action_reset_order",
                json={
                    "params": {
                        "model": "sales.card",
                        "method": "action_reset_order",
                        "args": [[]],
                        "kwargs": {},
                    }
                },
            ).json()
        data = answer["error"]["data"]
        return data["name"], data["message"]

    def test_others_were_quicker(self):
        """K4: after all of Odoo's attempts, others are named as the reason."""
        name, message = self._call(ConcurrencyError("duplicate key value"))
        self.assertEqual(name, "odoo.exceptions.UserError")
        self.assertRegex(message, "Others are changing the same records")

    def test_cut_off(self):
        """K4: a connection that is gone is no error of an interface."""
        for error in (
            psycopg2.InterfaceError("cursor already closed"),
            psycopg2.OperationalError("server closed the connection unexpectedly"),
            psycopg2.errors.AdminShutdown(),
        ):
            name, message = self._call(error)
            self.assertEqual(name, "odoo.exceptions.UserError")
            self.assertRegex(message, "The connection to the database was lost")

    def test_no_room_left(self):
        """K4: a full disk is said to be full."""
        name, message = self._call(psycopg2.errors.DiskFull())
        self.assertEqual(name, "odoo.exceptions.UserError")
        self.assertRegex(message, "no room left")

    def test_other_errors_stay(self):
        """K4: errors of programs are told as Odoo tells them."""
        self.assertEqual(self._call(KeyError("x"))[0], "builtins.KeyError")
