from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from .common import recorded_statements
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
    """What an opportunity adds to the queries of its documents: nothing per record."""

    def _create_invoices(self, orders):
        return orders._create_invoices(grouped=True)

    def _pay_each(self, invoices, group=False):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoices.ids
        ).create({"group_payment": group})._create_payments()

    def _count(self, step, count, with_lead):
        """Queries of one step for ``count`` orders at once, of opportunities or without."""
        orders = self.env["sale.order"]
        for _number in range(count):
            lead = self._create_lead() if with_lead else self.env["crm.lead"]
            orders += self._create_order(lead, lines=[(self.service, 1)])
        records = orders
        steps = {
            "order": lambda orders: orders.action_confirm(),
            "draft": self._create_invoices,
            "invoice": lambda invoices: invoices.action_post(),
            "payment": self._pay_each,
            "payment at once": lambda invoices: self._pay_each(invoices, group=True),
        }
        for name, function in steps.items():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            if name == step:
                function(records)
                self.env.flush_all()
                break
            if name != "payment":
                result = function(records)
                records = result if name == "draft" else records
        queries = self.env.cr.sql_log_count - start
        if with_lead:
            reached = {"draft": "order"}.get(step, step.partition(" ")[0])
            self.assertEqual(set(orders.opportunity_id.mapped("flow_step")), {reached})
        return queries

    def assertNothingPerRecord(self, step):
        # orders that are confirmed in another second than they were made in are written apart
        with freeze_time("2026-04-09 12:00:00"):
            self._count(step, 2, True)  # warm
            extra = [self._count(step, n, True) - self._count(step, n, False) for n in (3, 12)]
        self.assertLessEqual(extra[1], extra[0] + 2)

    def test_many_orders_confirmed(self):
        """E2: confirming orders of opportunities costs a fixed number of queries more."""
        self.assertNothingPerRecord("order")

    def test_many_invoices_created(self):
        """E2: creating invoices for opportunities costs a fixed number of queries more."""
        self.assertNothingPerRecord("draft")

    def test_many_invoices_posted(self):
        """E2: posting invoices of opportunities costs a fixed number of queries more."""
        self.assertNothingPerRecord("invoice")

    def test_many_orders_paid(self):
        """E2: a payment for each invoice costs a fixed number of queries more."""
        self.assertNothingPerRecord("payment")

    def test_many_orders_paid_at_once(self):
        """E4: paying orders of opportunities costs a fixed number of queries more than paying
        orders without; none per record."""
        self.assertNothingPerRecord("payment at once")

    def test_one_step(self):
        """E2: what one confirmed order of an opportunity that is won already adds is small: its
        facts, what was found, and the check whether a target was reached."""
        self._count("order", 1, True)
        lead = self._create_lead(stage_id=self.stages["order"].id)
        orders = [
            self._create_order(opportunity, lines=[(self.service, 1)])
            for opportunity in (self.env["crm.lead"], lead)
        ]
        queries = []
        for order in orders:
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            queries.append(self.env.cr.sql_log_count - start)
        self.assertEqual(lead.flow_step, "order")
        self.assertLessEqual(queries[1] - queries[0], 14)

    def test_statements_of_a_step(self):
        """F10: the orders of an opportunity, what is invoiced of them where something is, and
        what its flow needs of itself are a statement each."""
        lead = self._create_lead()
        order = self._create_order(lead, lines=[(self.service, 1)])
        order.action_confirm()
        tables = ["sale_order o", '"crm_lead"']
        for step in ("order", "invoice"):
            if step == "invoice":
                self._invoice(order)
                tables.insert(1, "sale_order_line l JOIN sale_order_line_invoice_rel")
            self.env.flush_all()
            self.env.invalidate_all()
            with recorded_statements() as statements:
                lead.modified(["order_ids"])
                self.assertEqual(lead.flow_step, step)
            read = [text for text in statements if "sale_order" in text or "crm_lead" in text]
            # what a bridge adds to an order's facts is a statement of its own
            read = [text for text in read if "pos_order" not in text]
            self.assertEqual(len(read), len(tables), read)
            for text, table in zip(read, tables, strict=True):
                self.assertIn(f" FROM {table}", text)
            self.assertNotIn("email_from", read[-1], "all fields of the opportunity")
            self.assertEqual(lead.flow_step, step)

    def test_created_without_orders(self):
        """E1: a new opportunity has no orders, and its flow is empty: one look for all."""
        with recorded_statements() as statements:
            values = {"name": "New", "type": "opportunity", "expected_revenue": 1000}
            lead = self.env["crm.lead"].create([values] * 5)[0]
            self.env.flush_all()
        looks = [text for text in statements if " FROM sale_order" in text]
        self.assertEqual(len(looks), 1)
        self.assertEqual((lead.flow_step, lead.flow_step_followed), ("none", "none"))
        self.assertEqual(lead.expected_revenue, 1000)

    def test_created_with_orders(self):
        """E1: an opportunity that is created together with its quotation follows it."""
        lead = self._create_lead(
            order_ids=[
                Command.create(
                    {
                        "partner_id": self.customer.id,
                        "order_line": [Command.create({"product_id": self.service.id})],
                    }
                )
            ]
        )
        self.assertFlow("quotation", lead=lead)

    def test_pipeline_is_remembered_rightly(self):
        """E2: a change of the stages is a change of the pipeline that documents see."""

        def get_steps():
            pipeline = self.env["crm.team"]._get_pipeline(self.team.id)
            return [stage.flow_step for stage in pipeline if stage.flow_step]

        self.assertEqual(
            get_steps(), ["quotation", "sent", "order", "delivery", "invoice", "payment"]
        )
        self.stages["sent"].flow_step = False
        self.assertNotIn("sent", get_steps())
        self.stages["delivery"].sequence = 200
        self.assertEqual(get_steps()[-1], "delivery")
        self.stages["delivery"].team_ids = self.team.copy()
        self.assertNotIn("delivery", get_steps())
        shared = self.env["crm.stage"].create({"name": "Shared"})
        self.assertNotIn(
            shared.id, [s.id for s in self.env["crm.team"]._get_pipeline(self.team.id)]
        )
        self.team.has_own_stages = False
        self.assertIn(shared.id, [s.id for s in self.env["crm.team"]._get_pipeline(self.team.id)])
