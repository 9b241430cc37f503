from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import Form, tagged

from .flow_stock_common import FlowStockCommon


@tagged("post_install", "-at_install")
class TestStockFeatures(FlowStockCommon):
    """What Odoo has for quotations and orders works in the flow from an opportunity."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Features that are switched on for everybody, as in the settings
        cls.env.ref("base.group_user").implied_ids += (
            cls.env.ref("sale_management.group_sale_order_template")
            + cls.env.ref("sale.group_discount_per_so_line")
            + cls.env.ref("product.group_product_pricelist")
            + cls.env.ref("account.group_delivery_invoice_address")
        )

    def _quotation_form(self):
        """The form that the button on the opportunity opens."""
        action = self.lead.action_sale_quotations_new()
        return Form(self.env["sale.order"].with_context(**action["context"]))

    def _quote(self, product=None, quantity=2):
        with self._quotation_form() as form, form.order_line.new() as line:
            line.product_id = product or self.goods
            line.product_uom_qty = quantity
        return form.record

    def _sell(self, order):
        """All the way to the payment, the opportunity with it."""
        order.action_quotation_sent()
        order.action_confirm()
        self.assertFlow("order")
        self._deliver(order)
        self.assertFlow("delivery")
        invoice = self._invoice(order)
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")
        return invoice

    def test_template(self):
        """E6: a quotation template brings its lines, and the amount is expected revenue."""
        self.team.sale_order_template_id = self.env["sale.order.template"].create(
            {
                "name": "Starter",
                "sale_order_template_line_ids": [
                    Command.create({"product_id": self.goods.id, "product_uom_qty": 3})
                ],
            }
        )
        with self._quotation_form() as form:
            form.save()
        order = form.record
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(self.lead.expected_revenue, 210)
        self._sell(order)

    def test_line_discount(self):
        """E6: a discount on the line lowers order, expected revenue and invoice alike."""
        with self._quotation_form() as form, form.order_line.new() as line:
            line.product_id = self.goods
            line.product_uom_qty = 2
            line.discount = 50
        self.assertEqual(self.lead.expected_revenue, 70)
        self.assertEqual(self._sell(form.record).amount_untaxed, 70)

    def _pricelist(self, price, **values):
        return self.env["product.pricelist"].create(
            {
                "name": f"Price {price}",
                "company_id": self.company.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "fixed",
                            "fixed_price": price,
                            "applied_on": "1_product",
                            "product_tmpl_id": self.goods.product_tmpl_id.id,
                        }
                    )
                ],
                **values,
            }
        )

    def test_pricelist_by_customer(self):
        """E6: the customer's own pricelist sets the price."""
        pricelist = self._pricelist(50)
        self.customer.specific_property_product_pricelist = pricelist
        order = self._quote()
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(self.lead.expected_revenue, 100)
        self._sell(order)

    def test_pricelist_by_country(self):
        """E6: the pricelist of the customer's country sets the price."""
        country = self.env.ref("base.fi")
        group = self.env["res.country.group"].create(
            {"name": "North", "country_ids": [Command.set(country.ids)]}
        )
        self.env["product.pricelist"].search([]).action_archive()
        pricelist = self._pricelist(60, country_group_ids=[Command.set(group.ids)])
        self.customer.country_id = country
        order = self._quote()
        self.assertEqual(order.pricelist_id, pricelist)
        self.assertEqual(self.lead.expected_revenue, 120)
        self._sell(order)

    def test_fiscal_position(self):
        """E6: taxes follow the customer; expected revenue stays without taxes."""
        self.goods.taxes_id = self.tax_sale_a
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        tax = self.tax_sale_a.copy(
            {
                "name": "Export 0 %",
                "amount": 0,
                "fiscal_position_ids": [Command.set(position.ids)],
                "original_tax_ids": [Command.set(self.tax_sale_a.ids)],
            }
        )
        self.customer.property_account_position_id = position
        order = self._quote()
        self.assertEqual(order.fiscal_position_id, position)
        self.assertEqual(order.order_line.tax_ids, tax)
        self.assertEqual(self.lead.expected_revenue, 140)
        self.assertEqual(self._sell(order).amount_total, 140)

    def test_invoice_and_delivery_address(self):
        """E6: goods go to the delivery address, the invoice to the invoice address."""
        invoice_address, delivery_address = self.env["res.partner"].create(
            [
                {"name": "Books", "type": "invoice", "parent_id": self.customer.id},
                {"name": "Dock", "type": "delivery", "parent_id": self.customer.id},
            ]
        )
        order = self._quote()
        self.assertEqual(order.partner_invoice_id, invoice_address)
        self.assertEqual(order.partner_shipping_id, delivery_address)
        invoice = self._sell(order)
        self.assertEqual(invoice.partner_id, invoice_address)
        self.assertEqual(order.picking_ids.partner_id, delivery_address)

    def test_shipping_cost(self):
        """E6: the shipping cost is part of the order, is not waited for, and is invoiced."""
        if "delivery.carrier" not in self.env:
            self.skipTest("Delivery costs are not installed")
        product = self.env["product.product"].create(
            {"name": "Parcel", "type": "service", "list_price": 9, "taxes_id": [Command.clear()]}
        )
        carrier = self.env["delivery.carrier"].create(
            {"name": "Parcel", "product_id": product.id, "delivery_type": "fixed", "fixed_price": 9}
        )
        order = self._quote()
        action = order.action_open_delivery_wizard()
        with Form(self.env["choose.delivery.carrier"].with_context(**action["context"])) as form:
            form.carrier_id = carrier
        form.record.button_confirm()
        self.assertEqual(self.lead.expected_revenue, 149)
        self.assertEqual(self._sell(order).amount_untaxed, 149)

    def test_forecasted_stock(self):
        """E6: the quotation line tells what will be in stock on the day of delivery."""
        product = self._create_goods("Rare")
        self.env["stock.quant"]._update_available_quantity(product, self.warehouse.lot_stock_id, 5)
        order = self._quote(product)
        line = order.order_line
        self.assertEqual((line.virtual_available_at_date, line.qty_to_deliver), (5, 2))
        self._sell(order)
        self.assertEqual(product.virtual_available, 3)

    def test_customer_reference(self):
        """E6: the customer's reference goes with the order to the invoice."""
        order = self._quote()
        order.client_order_ref = "PO 4711"
        self.assertEqual(self._sell(order).ref, "PO 4711")

    def test_incoterm(self):
        """E6: the incoterm goes with the order to the invoice."""
        order = self._quote()
        order.incoterm = self.env.ref("account.incoterm_DAP")
        self.assertEqual(self._sell(order).invoice_incoterm_id, order.incoterm)

    def test_shipping_policy(self):
        """E6: all at once, or as soon as possible; partial deliveries move nothing."""
        for policy in ("direct", "one"):
            lead = self._create_lead(name=policy)
            order = self._create_order(lead, picking_policy=policy)
            order.action_confirm()
            self.assertEqual(order.picking_ids.move_type, policy)
            self._deliver(order, 1)
            self.assertFlow("order", lead=lead)
            self._deliver(order)
            self.assertFlow("delivery", lead=lead)

    def test_delivery_date(self):
        """E6: the date promised to the customer is the delivery's deadline."""
        promised = datetime.now().replace(microsecond=0) + timedelta(days=30)
        order = self._quote()
        order.commitment_date = promised
        order.action_confirm()
        self.assertEqual(order.picking_ids.date_deadline, promised)
        self._deliver(order)
        self.assertFlow("delivery")
