from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .centre_common import TargetsCommon


@tagged("post_install", "-at_install")
class TestSalesTargetMetrics(TargetsCommon):
    """What each metric counts, and what starts the search for reached targets."""

    # ------------------------------------------------------------
    # Metrics
    # ------------------------------------------------------------

    def test_won_metrics_and_new_opportunities(self):
        """D3: in March Sam won A (10,000) and opened A, B and E; Sue won C (4,000) and opened C
        and D."""
        march = {"day": "2025-03-15", "at": "2025-03-31 12:00:00"}
        for user, revenue, won, new in ((self.seller, 10000, 1, 3), (self.seller2, 4000, 1, 2)):
            for metric, expected in (
                ("won_revenue", revenue),
                ("won_count", won),
                ("new_opportunities", new),
            ):
                target = self._create_target(user_id=user.id, metric=metric, value=5)
                row = self.row(target, **march)
                self.assertEqual(row.actual_value, expected, f"{user.name}: {metric}")
                with freeze_time(march["at"]):
                    action = row.action_open_records()
                    records = self.env[action["res_model"]].with_context(active_test=False)
                    found = records.search(action["domain"])
                total = sum(found.mapped("amount")) if metric == "won_revenue" else len(found)
                self.assertEqual(total, expected)

    def test_weighted_pipeline_of_now_and_of_then(self):
        """D3: on 31 March E weighs 3,200 for Sam. In April that is frozen: 3,200 stays March's,
        also after E was lost."""
        target = self._create_target(user_id=self.seller.id, metric="weighted_pipeline", value=5000)
        march = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
        self.assertEqual((march.actual_value, march.expected_value), (3200, 5000))
        with self.on(31):
            self.env["sales.forecast.snapshot"]._freeze()
            self.e.action_set_lost()
        then = self.row(target, day="2025-03-15", at="2025-04-10 12:00:00")
        self.assertEqual(then.actual_value, 3200)
        april = self.row(target, day="2025-04-10", at="2025-04-10 12:00:00")
        self.assertEqual(april.actual_value, 0)

    def test_quotations_sent_and_orders(self):
        """D3: a quotation sent on 3 March counts as sent then; confirmed on 5 April its 500 count
        as won revenue of April, in the order's month, as long as the order stands."""
        with self.on(3):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "team_id": self.team.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 500, "tax_ids": False}
                        )
                    ],
                }
            )
            order.action_quotation_sent()
        sent = self._create_target(user_id=self.seller.id, metric="quotations_sent", value=4)
        won = self._create_target(user_id=self.seller.id, metric="won_revenue", value=1000)
        with self.on(datetime(2025, 4, 5, 8)):
            order.action_confirm()
            order.date_order = "2025-04-05 08:00:00"
        at = "2025-04-10 12:00:00"
        self.assertEqual(self.row(sent, day="2025-03-15", at=at).actual_value, 1)
        self.assertEqual(self.row(won, day="2025-04-15", at=at).actual_value, 500)
        with self.on(datetime(2025, 4, 8, 8)):
            order._action_cancel()
        self.assertEqual(self.row(won, day="2025-04-15", at=at).actual_value, 0)

    def test_an_order_near_midnight_counts_on_the_sellers_day(self):
        """D3: 31 March 22:30 UTC is 1 April, 0:30, in Brussels: won revenue of April; for a seller
        in New York it is still March."""
        target = self._create_target(user_id=self.seller2.id, metric="won_count", value=5)
        self.d.write({"stage_id": self.ordered.id})
        self.d.date_closed = "2025-03-31 22:30:00"
        at = "2025-04-10 12:00:00"
        self.assertEqual(self.row(target, day="2025-04-15", at=at).actual_value, 1)
        self.seller2.tz = "America/New_York"
        self.assertEqual(self.row(target, day="2025-04-15", at=at).actual_value, 0)

    def test_amounts_in_foreign_currency(self):
        """D3: an order of 500 in a currency at 2 to 1 of the company's counts 250."""
        currency = self.env["res.currency"].create(
            {
                "name": "TWO",
                "symbol": "T",
                "rate_ids": [Command.create({"name": "2025-01-01", "rate": 2.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Two", "currency_id": currency.id}
        )
        with self.on(3):
            order = self.env["sale.order"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": 500, "tax_ids": False}
                        )
                    ],
                }
            )
            order.action_confirm()
            order.date_order = "2025-03-03 08:00:00"
        target = self._create_target(user_id=self.seller.id, metric="won_revenue", value=1000)
        row = self.row(target, day="2025-03-15", at="2025-03-31 12:00:00")
        rate = order.currency_rate
        self.assertAlmostEqual(row.actual_value, 10000 + round(500 / rate, 2), 2)
        self.assertAlmostEqual(rate / self.env.company.currency_id.rate, 2.0)

    # ------------------------------------------------------------
    # Reached at once
    # ------------------------------------------------------------

    def _count_searches(self):
        cron = self.env.ref("sales_process.ir_cron_celebrate_targets")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def test_what_counts_starts_the_search_for_reached_targets(self):
        """F9: a visit that was held, and what an opportunity has come to, once in a transaction;
        only where a target is about it."""
        visit = self._hold("2025-02-05", self.visit_category, self.customer)
        call = self._hold("2025-02-05", self.action_category, self.customer)
        self._create_target(user_id=self.seller.id, metric="won_count", value=5)
        self.env.cr.precommit.run()
        for on_progress, expected in (
            (lambda: call._on_held(), 0),
            (lambda: self.env["crm.lead"]._on_progress("quotations_sent"), 0),
            (lambda: visit._on_held(), 1),
            (lambda: self.env["crm.lead"]._on_progress("won_count"), 1),
        ):
            self.env.cr.precommit.run()
            before = self._count_searches()
            on_progress()
            self.assertEqual(self._count_searches() - before, expected)
            on_progress()
            self.assertEqual(self._count_searches() - before, expected, "once")
