from odoo.tests import tagged

from .flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowRevenue(FlowCommon):
    """Expected revenue follows the quotations."""

    def test_follows_quotations_up_and_down(self):
        """E10: highest open quotation, then confirmed orders, then the estimate."""
        first = self._create_order()
        self.assertEqual(self.lead.expected_revenue, 140)
        second = self._create_order(lines=[(self.goods, 3)])
        self.assertEqual(self.lead.expected_revenue, 210)
        first.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 140)
        second.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 350)
        self.assertEqual(self.lead.weighted_revenue, 280)
        second.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 210)
        (first + second)._action_cancel()
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_a_lead_keeps_what_it_expects(self):
        """E10: what is no opportunity yet keeps Odoo's way, which raises at confirmation; as an
        opportunity it follows its quotations."""
        self.lead.write({"type": "lead", "expected_revenue": 100})
        first = self._create_order()
        self._create_order(lines=[(self.goods, 3)])
        self.assertEqual(self.lead.expected_revenue, 100)
        first.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 140)
        self.lead.expected_revenue = 500
        first.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 500)
        self.lead.convert_opportunity(self.customer)
        self.assertFalse(self.lead.is_revenue_manual)
        self.assertEqual(self.lead.expected_revenue, 70)
        first._action_cancel()
        self.assertEqual(self.lead.expected_revenue, 210)

    def test_empty_quotation_says_nothing(self):
        """E10: a quotation without an amount leaves the estimate."""
        self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": self.lead.id}
        )
        self.assertEqual(self.lead.expected_revenue, 1000)

    def test_set_by_hand_stays(self):
        """E10: what a person sets after a quotation existed stays, until it is to follow again."""
        order = self._create_order()
        self.lead.expected_revenue = 500
        self.assertTrue(self.lead.is_revenue_manual)
        order.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 500)
        self.lead.action_follow_quotations()
        self.assertEqual(self.lead.expected_revenue, 140)

    def test_set_before_a_quotation_is_the_estimate(self):
        """E10: what a person sets before is the estimate, and comes back with it."""
        self.lead.expected_revenue = 3000
        self.assertFalse(self.lead.is_revenue_manual)
        order = self._create_order()
        self.assertEqual(self.lead.expected_revenue, 140)
        order.unlink()
        self.assertEqual(self.lead.expected_revenue, 3000)

    def test_saved_unchanged_is_not_by_hand(self):
        """E10: writing the same amount, as imports do, is no decision."""
        order = self._create_order()
        self.lead.write({"expected_revenue": 140})
        self.assertFalse(self.lead.is_revenue_manual)
        order.order_line.product_uom_qty = 1
        self.assertEqual(self.lead.expected_revenue, 70)

    def test_foreign_currency(self):
        """E10: in the company's currency, at Odoo's rate of the order's date."""
        currency = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        order = self._create_order(
            lines=[(self.goods, 1, {"price_unit": 200})], pricelist_id=pricelist.id
        )
        self.assertEqual(order.currency_id, currency)
        self.assertEqual(self.lead.expected_revenue, 100)
        order.action_confirm()
        self._deliver(order)
        self._pay(self._invoice(order))
        self.assertFlow("payment")

    def test_many_at_once(self):
        """E10: a batch of opportunities follows in a fixed number of queries."""
        leads = self.env["crm.lead"].concat(*(self._create_lead() for _n in range(10)))
        for lead in leads:
            self._create_order(lead)
        self.env.flush_all()
        counts = []
        for some in (leads[:2], leads):
            some.modified(["order_ids"])
            self.env.add_to_compute(leads._fields["expected_revenue"], some)
            start = self.env.cr.sql_log_count
            self.assertEqual(some.mapped("expected_revenue"), [140] * len(some))
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
