import threading
from collections import Counter

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, get_db_name, tagged

TRANSACTIONS = 8
LEADS_EACH = 6
NAME = "Parallel rotation of the test"


@tagged("post_install", "-at_install")
class TestAssignmentParallel(BaseCase):
    """Transactions that really run at the same time: threads with connections of their own, which
    commit. What they leave is removed."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(get_db_name())
        self.addCleanup(self._run, self._remove)
        self.user_ids = self._run(self._prepare)

    def _run(self, function):
        with self.connection.cursor() as cr:
            return function(api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True}))

    def _prepare(self, env):
        groups = env.ref("base.group_user") + env.ref("sales_team.group_sale_salesman")
        users = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": f"{NAME} {number}",
                        "login": f"parallel_{number}",
                        "group_ids": groups.ids,
                    }
                    for number in range(4)
                ]
            )
        )
        env["crm.assignment.rule"].create(
            {
                "name": NAME,
                "sequence": -1,
                "method": "rotation",
                "domain": repr([("name", "like", NAME)]),
                "user_ids": users.ids,
            }
        )
        return users.ids

    def _remove(self, env):
        env["crm.lead"].with_context(active_test=False).search([("name", "like", NAME)]).unlink()
        env["crm.assignment.rule"].search([("name", "=", NAME)]).unlink()
        users = env["res.users"].search([("name", "like", NAME)])
        partners = users.partner_id
        users.unlink()
        partners.unlink()

    def _create_leads(self, env, number, barrier, created, errors):
        try:
            barrier.wait()
            for lead in range(LEADS_EACH):
                created.append(env["crm.lead"].create({"name": f"{NAME} {number}/{lead}"}).id)
                env.flush_all()
            # all have their leads before anybody commits: so nobody can have waited for another
            barrier.wait()
            env.cr.commit()
        except Exception as error:
            errors.append(error)
            barrier.abort()

    def test_rotation_is_fair_in_parallel_transactions(self):
        """F5: eight transactions at once share evenly; none fails, none waits for another."""
        barrier = threading.Barrier(TRANSACTIONS, timeout=60)
        created, errors, threads = [], [], []
        for number in range(TRANSACTIONS):
            cr = self.connection.cursor()
            self.addCleanup(cr.close)
            # made here: while tests run, other threads wait for the registry
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            thread = threading.Thread(
                target=self._create_leads, args=(env, number, barrier, created, errors), daemon=True
            )
            thread.dbname = get_db_name()  # as Odoo's own threads have it
            threads.append(thread)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        self.assertFalse(errors)
        self.assertEqual(len(created), TRANSACTIONS * LEADS_EACH)
        shares = self._run(
            lambda env: Counter(
                lead.user_id.id for lead in env["crm.lead"].browse(created).exists()
            )
        )
        self.assertEqual(shares, dict.fromkeys(self.user_ids, TRANSACTIONS * LEADS_EACH // 4))
