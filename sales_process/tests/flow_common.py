from odoo import Command

from odoo.addons.sale.tests.common import TestSaleCommon

from .audit_common import AuditedCase


class FlowCommon(AuditedCase, TestSaleCommon):
    """A team with a stage for every flow step, an opportunity in it, and the ways to sell.

    Goods are a product invoiced on delivered quantities: tracked with and without Inventory.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.company_data["company"]
        cls.company.stages_follow_documents = True
        cls.seller = cls.company_data["default_user_salesman"]
        cls.team = cls.env["crm.team"].create(
            {
                "name": "Flow Team",
                "has_own_stages": True,
                "company_id": False,
                "member_ids": [Command.set(cls.seller.ids)],
            }
        )
        cls.stages = {}
        for sequence, (key, weight, flow_step) in enumerate(
            [
                ("new", 1, False),
                ("talks", 10, False),
                ("quotation", 20, "quotation"),
                ("sent", 30, "sent"),
                ("negotiation", 50, False),
                ("order", 80, "order"),
                ("delivery", 85, "delivery"),
                ("invoice", 95, "invoice"),
                ("payment", 100, "payment"),
            ]
        ):
            cls.stages[key] = cls.env["crm.stage"].create(
                {
                    "name": key.capitalize(),
                    "sequence": 100 + sequence,
                    "team_ids": [Command.set(cls.team.ids)],
                    "weight": weight,
                    "flow_step": flow_step,
                    "is_won": weight >= 80,
                }
            )
        cls.goods = cls.company_data["product_delivery_no"]  # 70.00, tracked
        cls.service = cls.company_data["product_service_order"]  # 90.00, not tracked
        cls.customer = cls.partner_a
        cls.lead = cls._create_lead()

    @classmethod
    def _create_lead(cls, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Acme project",
                "type": "opportunity",
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "company_id": cls.company.id,
                "stage_id": cls.stages["talks"].id,
                "expected_revenue": 1000.0,
                **values,
            }
        )

    @classmethod
    def _create_order(cls, lead=None, lines=None, **values):
        """A quotation of the opportunity: by default two pieces of goods, 140.00 untaxed."""
        lead = cls.lead if lead is None else lead
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "opportunity_id": lead.id,
                "user_id": cls.seller.id,
                "team_id": cls.team.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "tax_ids": [Command.clear()],
                            **extra,
                        }
                    )
                    for product, quantity, extra in (
                        line if len(line) == 3 else (*line, {})
                        for line in (lines or [(cls.goods, 2)])
                    )
                ],
                **values,
            }
        )

    def _deliver(self, order, quantity=None):
        """Deliver goods: by hand here, by real pickings in the stock bridge."""
        for line in order.order_line.filtered(lambda line: not line.display_type):
            line.qty_delivered = line.product_uom_qty if quantity is None else quantity

    def _invoice(self, orders, post=True):
        invoice = orders._create_invoices()
        if post:
            invoice.action_post()
        return invoice

    def _down_payment(self, order, percentage=50):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "percentage", "amount": percentage})
        )
        invoice = wizard._create_invoices(order)
        invoice.action_post()
        return invoice

    def _pay(self, invoices, amount=None, **values):
        """Register a payment as an accountant does, in the wizard."""
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=invoices.ids)
            .create({**({"amount": amount} if amount else {}), **values})
        )
        return wizard._create_payments()

    def _credit(self, invoice, lines=None, post=True):
        """A credit note; `lines` gives the quantities to keep, by position."""
        refund = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "reason": "Returned"})
        )
        action = refund.refund_moves()
        move = self.env["account.move"].browse(action["res_id"])
        for line, quantity in zip(move.invoice_line_ids, lines or (), strict=False):
            line.quantity = quantity
        if post:
            move.action_post()
        return move

    def assertFlow(self, step, stage=None, lead=None):
        """The opportunity is at this step, and in the stage for it unless another is named."""
        lead = lead or self.lead
        self.assertEqual(lead.flow_step, step)
        self.assertEqual(lead.stage_id.name, self.stages[stage or step].name)

    @staticmethod
    def _tracked(record):
        """The record in an environment that writes the log, which tests switch off."""
        return record.with_context(
            tracking_disable=False, mail_notrack=False, mail_create_nolog=False
        )
