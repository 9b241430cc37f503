from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name

NAME = "At the same moment"


class CrowdsCommon(BaseCase):
    """Two people at the same moment: transactions of their own, which commit. What a test makes it
    names in ``made``, in the order in which it is removed."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(get_db_name())
        self.made = []  # [(model, ids)]
        self.addCleanup(self.run_committed, self._remove)
        waiting = patch("odoo.service.model.time.sleep")
        waiting.start()
        self.addCleanup(waiting.stop)

    def run_committed(self, function):
        with self.connection.cursor() as cr:
            return function(api.Environment(cr, SUPERUSER_ID, {}))

    def _remove(self, env):
        for model, ids in self.made:
            env[model].with_context(active_test=False).browse(ids).exists().unlink()

    def keep_in_mind(self, records):
        """These records are removed after the test, before those of earlier calls."""
        self.made.insert(0, (records._name, records.ids))
        return records

    def new_user(self, env, login, group="sales_team.group_sale_salesman"):
        user = env["res.users"].with_context(no_reset_password=True)
        user = user.create(
            {"name": f"{NAME} {login}", "login": login, "group_ids": [(4, env.ref(group).id)]}
        )
        self.keep_in_mind(user.partner_id)
        return self.keep_in_mind(user)

    def do_at_once(self, first, second=None):
        """Somebody has begun when somebody else does something and saves it; then goes on.

        :param first: what the quicker one does, with an environment
        :param second: what the other one does; the same without
        :return: what the other one's request returns, with the number of its attempts
        """
        attempts = []
        with self.connection.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def go():
                cr.execute("SELECT FROM res_users LIMIT 1")  # what others save is not seen from now
                attempts.append(len(attempts))
                if len(attempts) == 1:
                    self.run_committed(first)
                return (second or first)(env)

            return retrying(go, env), len(attempts)
