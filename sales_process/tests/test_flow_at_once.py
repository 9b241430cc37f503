from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestTwoUsersAtOnce(BaseCase):
    """Two transactions on one opportunity, with real cursors and commits."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self._environment() as env:
            company = env.company
            follows = company.stages_follow_documents
            company.stages_follow_documents = True
            team = env["crm.team"].create({"name": "At once", "has_own_stages": True})
            self.stages = (
                env["crm.stage"]
                .create(
                    [
                        {"name": name, "team_ids": team.ids, "sequence": n, **values}
                        for n, (name, values) in enumerate(
                            [
                                ("New", {}),
                                ("Talks", {}),
                                ("Order", {"flow_step": "order", "is_won": True}),
                            ]
                        )
                    ]
                )
                .ids
            )
            partner = env["res.partner"].create({"name": "At once"})
            lead = env["crm.lead"].create(
                {
                    "name": "At once",
                    "type": "opportunity",
                    "team_id": team.id,
                    "stage_id": self.stages[0],
                    "partner_id": partner.id,
                }
            )
            order = env["sale.order"].create({"partner_id": partner.id, "opportunity_id": lead.id})
            env.cr.flush()
        self.lead_id, self.order_id = lead.id, order.id
        team_id, partner_id = team.id, partner.id

        def clean_up():
            with self._environment() as env:
                order = env["sale.order"].browse(self.order_id)
                order._action_cancel()
                order.unlink()
                env["crm.lead"].browse(self.lead_id).unlink()
                env["crm.stage"].browse(self.stages).unlink()
                env["crm.team"].browse(team_id).unlink()
                env["res.partner"].browse(partner_id).unlink()
                env.company.stages_follow_documents = follows

        self.addCleanup(clean_up)

    def _environment(self):
        cursor = self.registry.cursor()

        class Environment:
            def __enter__(self):
                cursor.__enter__()
                return api.Environment(cursor, SUPERUSER_ID, {})

            def __exit__(self, *error):
                return cursor.__exit__(*error)

        return Environment()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_confirm_and_drag(self):
        """E2: while one user confirms, another drags: Odoo's own retry settles it, both count."""
        attempts = []

        with self._environment() as confirming:
            lead = confirming["crm.lead"].browse(self.lead_id)

            def confirm():
                self.assertTrue(lead.name)  # the transaction has begun
                if not attempts:
                    with self._environment() as dragging:
                        dragging["crm.lead"].browse(self.lead_id).stage_id = self.stages[1]
                attempts.append(lead.stage_id.id)
                confirming["sale.order"].browse(self.order_id).action_confirm()
                confirming.cr.flush()

            retrying(confirm, confirming)
        self.assertEqual(len(attempts), 2, "The first attempt has to collide")
        with self._environment() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            self.assertEqual(lead.stage_id.id, self.stages[2])
            stays = lead.stage_history_ids.sorted("id")
            self.assertEqual(stays.stage_id.ids, self.stages)
            self.assertEqual(stays.mapped("cause"), ["person", "person", "document"])


@tagged("post_install", "-at_install")
class TestFlowQueries(FlowCommon):
    """What an opportunity adds to the queries of a payment."""

    def _pay_queries(self, count, with_lead):
        orders = self.env["sale.order"]
        for _number in range(count):
            lead = self._create_lead() if with_lead else self.env["crm.lead"]
            orders += self._create_order(lead, lines=[(self.service, 1)])
        orders.action_confirm()
        invoices = self.env["account.move"].concat(*(self._invoice(order) for order in orders))
        self.env.flush_all()
        self.env.invalidate_all()
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({"group_payment": True})
        )
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        wizard._create_payments()
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - start
        if with_lead:
            self.assertEqual(set(orders.opportunity_id.mapped("flow_step")), {"payment"})
        return queries

    def test_many_orders_paid_at_once(self):
        """E4: paying orders of opportunities costs a fixed number of queries more than paying
        orders without; none per record."""
        self._pay_queries(2, True)  # warm
        extra = [self._pay_queries(n, True) - self._pay_queries(n, False) for n in (3, 12)]
        self.assertLessEqual(extra[1], extra[0] + 2)
