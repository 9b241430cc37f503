from datetime import datetime

from odoo.fields import Command
from odoo.tests import tagged

from .centre_common import TargetsCommon

JUNE = {"date_from": "2025-06-01", "date_to": "2025-06-30"}
AT = "2025-06-20 12:00:00"


@tagged("post_install", "-at_install")
class TestCurrencies(TargetsCommon):
    """An opportunity without a company, with orders of two companies: in dollars, and in euros at 2
    dollars on 2 June, at 4 from 10 June on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads.write({"type": "lead"})
        cls.dollar = cls.company_main.currency_id
        cls.dollar.rate_ids.unlink()
        cls.euro = cls.env["res.currency"].create(
            {
                "name": "EUX",
                "symbol": "€",
                "rate_ids": [
                    Command.create({"name": day, "rate": rate, "company_id": False})
                    for day, rate in (("2025-01-01", 0.5), ("2025-06-10", 0.25))
                ],
            }
        )
        cls.abroad = cls.env["res.company"].create({"name": "Abroad", "currency_id": cls.euro.id})
        users = cls.seller | cls.manager | cls.env.user
        users.write({"company_ids": [Command.link(cls.abroad.id)]})
        cls.product.company_id = False
        cls.free = cls._create_free_lead("Free")
        cls.pricelists = {
            currency: cls.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id, "company_id": False}
            )
            for currency in cls.dollar | cls.euro
        }

    @classmethod
    def _create_free_lead(cls, name, **values):
        lead = cls._create_lead(name, stage_id=cls.first.id, expected_revenue=10, **values)
        lead.company_id = False
        cls.env.flush_all()
        return lead

    def _order(self, company, amount, day="2025-06-02", confirm=True, **values):
        """An order of a company, in its own currency unless told otherwise."""
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "opportunity_id": self.free.id,
                    "user_id": self.seller.id,
                    "team_id": self.team.id,
                    "company_id": company.id,
                    "date_order": f"{day} 08:00:00",
                    "pricelist_id": self.pricelists[company.currency_id].id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "price_unit": amount, "tax_ids": False}
                        )
                    ],
                    **values,
                }
            )
        )
        if confirm:
            order.action_confirm()
            order.date_order = f"{day} 08:00:00"
        self.env.flush_all()
        return order

    def assertRevenue(self, expected):
        self.assertEqual(self.free.expected_revenue, expected)
        self.assertEqual(self.free.flow_revenue, expected)
        self.assertEqual(self.free.company_currency, self.dollar)
        self.assertAlmostEqual(self.free.weighted_revenue, expected * self.free.weight / 100)

    def shown(self, tab, company, **filters):
        """What a tab shows to the manager at work in one of the companies, of both of them."""
        companies = company | self.company_main | self.abroad
        with self.on(datetime(2025, 6, 20, 12)):
            self.env.flush_all()
            self.env.invalidate_all()
            centre = self.env["sales.centre"].with_user(self.manager)
            centre = centre.with_context(allowed_company_ids=companies.ids)
            return getattr(centre, f"get_{tab}")({**JUNE, "team_id": self.team.id, **filters})

    def test_orders_of_two_companies(self):
        """100 dollars and 100 euros at 2 are 300 dollars."""
        self._order(self.company_main, 100)
        self._order(self.abroad, 100)
        self.assertRevenue(300)

    def test_an_order_of_the_other_company_alone(self):
        self._order(self.abroad, 100)
        self.assertRevenue(200)

    def test_the_rate_is_that_of_the_orders_day(self):
        """100 euros of 12 June are 400 dollars, whatever came before."""
        self._order(self.abroad, 100, day="2025-06-12")
        self._order(self.abroad, 100)
        self.assertRevenue(600)

    def test_quotations_and_foreign_documents(self):
        """The highest quotation: of 150 dollars and 100 euros the latter; an order in dollars of
        the company abroad is what it says."""
        self._order(self.company_main, 150, confirm=False)
        self._order(self.abroad, 100, confirm=False)
        self.assertRevenue(200)
        self._order(self.abroad, 100, pricelist_id=self.pricelists[self.dollar].id)
        self.assertRevenue(100)

    def test_whoever_works_in_whichever_company(self):
        """The same amount in the same currency, whoever it is that changes something, and the
        amount and its currency belong together."""
        self._order(self.abroad, 100)
        self.env.invalidate_all()
        abroad = self.free.with_company(self.abroad)
        self.assertEqual((abroad.expected_revenue, abroad.company_currency), (200, self.dollar))
        abroad.order_ids.order_line.price_unit = 200
        self.env.flush_all()
        self.assertRevenue(400)
        groups = abroad.formatted_read_group(
            [("id", "=", abroad.id)],
            [],
            ["expected_revenue:sum", "company_currency:array_agg_distinct"],
        )
        self.assertEqual(groups[0]["company_currency:array_agg_distinct"], self.dollar.ids)
        stay = abroad.stage_history_ids.filtered(lambda stay: not stay.left_on)
        self.assertEqual(stay.company_currency, self.dollar)

    def test_a_company_given_later(self):
        """With a company, the amount is in that company's currency."""
        order = self._order(self.abroad, 100)
        self.free.company_id = self.abroad
        self.assertEqual((self.free.expected_revenue, self.free.company_currency), (100, self.euro))
        self.free.company_id = False
        self.assertRevenue(200)
        self.assertTrue(order.exists())

    def test_a_company_that_comes_with_the_team(self):
        """Nobody enters the company: it follows from the team, and the amount from it."""
        self._order(self.abroad, 100)
        self.free.team_id = self.env["crm.team"].create(
            {"name": "Abroad", "company_id": self.abroad.id}
        )
        self.assertEqual(self.free.company_id, self.abroad)
        self.assertEqual((self.free.expected_revenue, self.free.company_currency), (100, self.euro))

    def test_by_hand_is_the_persons_own(self):
        """What somebody enters is in the currency of the company of the person, as in Odoo."""
        self._order(self.company_main, 100)
        self.free.expected_revenue = 500
        self.assertTrue(self.free.is_revenue_manual)
        abroad = self.free.with_company(self.abroad)
        abroad.invalidate_recordset(["company_currency"])
        self.assertEqual(abroad.company_currency, self.euro)

    def test_pipeline_and_average_deal(self):
        """300 dollars; in euros, at today's 4 to 1, 75."""
        self._order(self.company_main, 100, confirm=False)
        self._order(self.abroad, 150, confirm=False)
        for company, amount in ((self.company_main, 300), (self.abroad, 75)):
            total = self.shown("pipeline", company)["total"]
            self.assertEqual((total["count"], total["amount"]), (1, amount))
            self.assertAlmostEqual(total["weighted"], amount * 0.1)
        self.free.stage_id = self.ordered
        self.free.date_closed = "2025-06-15 08:00:00"
        for company, amount in ((self.company_main, 300), (self.abroad, 75)):
            deal = self.shown("kpis", company)["average_deal_size"]
            self.assertEqual((deal["count"], deal["value"]), (1, amount))

    def test_frozen_forecast(self):
        """What was frozen in dollars stays dollars, whoever froze it and whoever reads it."""
        self._order(self.abroad, 150, confirm=False)
        self.env["sales.forecast.snapshot"].with_company(self.abroad)._freeze()
        frozen = self.env["sales.forecast.snapshot"].search([("lead_id", "=", self.free.id)])
        self.assertEqual((frozen.expected_revenue, frozen.company_currency), (300, self.dollar))

    def test_targets(self):
        """The weighted pipeline of 300 at 10 % is 30 of a target in dollars, and 7.5 in euros."""
        self._order(self.abroad, 150, confirm=False)
        for company, expected in ((self.company_main, 30), (self.abroad, 7.5)):
            target = self._create_target(
                user_id=self.seller.id,
                metric="weighted_pipeline",
                value=100,
                company_id=company.id,
            )
            row = self.row(target, day="2025-06-15", at=AT)
            self.assertAlmostEqual(row.actual_value, expected)
            targets = self.shown("targets", company, user_id=self.seller.id)["targets"]
            [actual] = [item["actual"] for item in targets if item["target_id"] == target.id]
            self.assertAlmostEqual(actual, expected)

    def test_digest(self):
        """The digest's weighted pipeline is in the currency of its company."""
        self._order(self.abroad, 150, confirm=False)
        with self.on(datetime(2025, 6, 20, 12)):
            for company, expected in ((self.company_main, 30), (self.abroad, 7.5)):
                digest = self.env["digest.digest"].create(
                    {"name": "D", "company_id": company.id, "kpi_weighted_pipeline": True}
                )
                digest = digest.with_context(start_datetime=None, allowed_company_ids=company.ids)
                self.assertAlmostEqual(digest.kpi_weighted_pipeline_value, expected)

    def test_flow_bar(self):
        """The bar's steps are in the opportunity's currency."""
        self._order(self.company_main, 100)
        self._order(self.abroad, 100)
        bar = self.free.get_flow_bar()
        self.assertEqual(bar["currency_id"], self.dollar.id)
        steps = {step["key"]: step["amount"] for step in bar["steps"]}
        self.assertEqual((steps["quotation"], steps["order"]), (300, 300))

    def test_one_more_query_for_any_number(self):
        """Only opportunities without a company with orders abroad ask for rates, all at once."""
        frees = self.free | self._create_free_lead("Second") | self._create_free_lead("Third")
        for lead in frees:
            self._order(self.abroad, 100, opportunity_id=lead.id)
        counts = []
        for leads in (frees[:1], frees):
            self.env.invalidate_all()
            leads.mapped("company_id")
            before = self.env.cr.sql_log_count
            leads._convert_flow_amounts(leads._get_flow_orders())
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
