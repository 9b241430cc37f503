import uuid

from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.sales_process.tests.flow_common import FlowCommon


@tagged("post_install", "-at_install")
class TestFlowPointOfSale(FlowCommon):
    """An order that is settled at a counter is invoiced and paid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("point_of_sale.group_pos_manager")
        cls.goods = cls._make_product("Machine", type="consu", is_storable=True)
        cls.service = cls._make_product("Training", type="service", invoice_policy="order")
        cls.down_payment = cls._make_product("Down payment", type="service")
        bank = cls.company_data["default_journal_bank"]
        cls.bank, cls.account = cls.env["pos.payment.method"].create(
            [
                {"name": "Card", "journal_id": bank.id, "company_id": cls.company.id},
                {
                    "name": "On account",
                    "company_id": cls.company.id,
                    "split_transactions": True,
                },
            ]
        )
        cls.counter = cls.env["pos.config"].create(
            {
                "name": "Counter",
                "company_id": cls.company.id,
                "journal_id": cls.company_data["default_journal_sale"].id,
                "invoice_journal_id": cls.company_data["default_journal_sale"].id,
                "payment_method_ids": [Command.set((cls.bank | cls.account).ids)],
                "down_payment_product_id": cls.down_payment.id,
            }
        )
        cls.counter.open_ui()

    @classmethod
    def _make_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "available_in_pos": True,
                "list_price": 70.0,
                "taxes_id": [Command.clear()],
                "company_id": cls.company.id,
                **values,
            }
        )

    def _settle(self, order, method=None, lines=None, is_invoiced=False, refunded=None):
        """Settle an order at the counter.

        :param lines: ``(product, quantity, price, line of the order or False)``
        """
        if lines is None:
            lines = [
                (line.product_id, line.product_uom_qty, line.price_unit, line)
                for line in order.order_line
            ]
        total = sum(quantity * price for _product, quantity, price, _line in lines)
        now = fields.Datetime.to_string(fields.Datetime.now())
        vals = {
            "amount_paid": total,
            "amount_return": 0,
            "amount_tax": 0,
            "amount_total": total,
            "date_order": now,
            "fiscal_position_id": False,
            "partner_id": order.partner_id.id,
            "lines": [
                Command.create(
                    {
                        "product_id": product.id,
                        "qty": quantity,
                        "price_unit": price,
                        "price_subtotal": quantity * price,
                        "price_subtotal_incl": quantity * price,
                        "discount": 0,
                        "tax_ids": [Command.clear()],
                        "pack_lot_ids": [],
                        "uuid": str(uuid.uuid4()),
                        **(
                            {"refunded_orderline_id": refunded.lines[index].id}
                            if refunded
                            else {
                                "sale_order_origin_id": order.id,
                                "sale_order_line_id": line and line.id,
                            }
                        ),
                    }
                )
                for index, (product, quantity, price, line) in enumerate(lines)
            ],
            "name": f"Order {uuid.uuid4()}",
            "session_id": self.counter.current_session_id.id,
            "sequence_number": self.counter.journal_id.id,
            "payment_ids": [
                Command.create(
                    {
                        "amount": total,
                        "name": now,
                        "payment_method_id": (method or self.bank).id,
                    }
                )
            ],
            "uuid": str(uuid.uuid4()),
            "user_id": self.env.uid,
            "to_invoice": is_invoiced,
        }
        result = self.env["pos.order"].sync_from_ui([vals])["pos.order"]
        return self.env["pos.order"].browse(result[-1]["id"])

    def test_settled_is_paid(self):
        """A quotation is settled at the counter: confirmed, delivered and paid at once."""
        order = self._create_order(lines=[(self.goods, 2), (self.service, 1)])
        self._settle(order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.invoice_ids, order.invoice_ids.browse())
        self.assertFlow("payment")
        self.assertEqual(self.lead.stage_history_ids[0].cause_id, order.id)
        self.assertIn("payment", self.lead.flow_state["reached"])

    def test_services_alone(self):
        """Nothing to deliver: the order is paid all the same."""
        order = self._create_order(lines=[(self.service, 1)])
        order.action_confirm()
        self.assertFlow("order")
        self._settle(order)
        self.assertFlow("payment")

    def test_a_part_is_a_part(self):
        """One of two pieces is settled: the rest is waited for."""
        order = self._create_order(lines=[(self.service, 2)])
        line = order.order_line
        self._settle(order, lines=[(self.service, 1, 70, line)])
        self.assertFlow("order")
        self.assertIn("payment", self.lead.flow_state["partial"])
        self._settle(order, lines=[(self.service, 1, 70, line)])
        self.assertFlow("payment")

    def test_on_account_is_not_paid(self):
        """What the customer takes on account is invoiced, and paid when the invoice is."""
        order = self._create_order(lines=[(self.service, 1)])
        pos_order = self._settle(order, method=self.account, is_invoiced=True)
        invoice = pos_order.account_move
        self.assertEqual(invoice.payment_state, "not_paid")
        self.assertFlow("invoice")
        self._pay(invoice)
        self.assertFlow("payment")

    def test_down_payment(self):
        """A down payment at the counter is a prepayment, the settlement of the rest pays."""
        order = self._create_order(lines=[(self.service, 2)])
        order.action_confirm()
        line = order.order_line
        self._settle(order, lines=[(self.down_payment, 1, 40, False)])
        self.assertFlow("order")
        self.assertTrue(self.lead.flow_state["is_prepaid"])
        down_line = order.order_line.filtered("is_downpayment")
        self._settle(
            order,
            lines=[(self.service, 2, 70, line), (self.down_payment, -1, 40, down_line[-1:])],
        )
        self.assertFlow("payment")

    def test_taken_back(self):
        """What comes back to the counter is taken back from the opportunity."""
        order = self._create_order(lines=[(self.service, 1)])
        sold = self._settle(order)
        self.assertFlow("payment")
        self._settle(order, lines=[(self.service, -1, 70, False)], refunded=sold)
        self.assertFlow("order")

    def test_units(self):
        """A dozen ordered are twelve pieces at the counter."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order(
            lines=[(self.service, 1, {"product_uom_id": dozen.id, "price_unit": 840})]
        )
        self._settle(order, lines=[(self.service, 12, 70, order.order_line)])
        self.assertFlow("payment")
