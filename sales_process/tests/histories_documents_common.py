from odoo import Command


class DocumentDeeds:
    """What happens to quotations, orders, deliveries, invoices, credit notes and payments."""

    def orders(self, *states):
        domain = [("company_id", "=", self.company.id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["sale.order"].sudo().search(domain, order="id")

    def lines(self, order):
        """Those that sell something: a heading of down payments has no price."""
        return order.order_line.filtered(lambda line: not line.display_type)

    def moves(self, state, *types):
        found = self.orders().order_line.invoice_lines.move_id
        return found.filtered(
            lambda move: move.state == state and (not types or move.move_type in types)
        ).sorted("id")

    # ------------------------------------------------------------
    # ORDERS
    # ------------------------------------------------------------

    def do_quote(self, a, b):
        if len(self.orders()) > 4:
            self.pick((), a)
        lines = self.pick(
            [[(self.goods, 2)], [(self.service, 1)], [(self.goods, 1), (self.service, 2)]], b
        )
        lead = self.pick(self.leads(b, type="opportunity"), a)
        self._create_order(lead, lines, partner_id=self.pick(self.customers, b).id)

    def do_send(self, a, _b):
        self.pick(self.orders("draft"), a).action_quotation_sent()

    def do_confirm(self, a, _b):
        self.pick(self.orders("draft", "sent"), a).action_confirm()

    def do_cancel_order(self, a, _b):
        self.pick(self.orders("draft", "sent", "sale"), a)._action_cancel()

    def do_quote_again(self, a, _b):
        self.pick(self.orders("cancel", "sent"), a).action_draft()

    def do_copy_order(self, a, _b):
        if len(self.orders()) > 4:
            self.pick((), a)
        self.pick(self.orders(), a).copy()

    def do_change_quantity(self, a, b):
        order = self.pick(self.orders("draft", "sent", "sale"), a)
        lines = self.lines(order).filtered(lambda line: not line.is_downpayment)
        self.pick(lines, b).product_uom_qty = 1 + b % 3

    def do_change_price(self, a, b):
        order = self.pick(self.orders("draft", "sent"), a)
        self.pick(self.lines(order), b).price_unit = 1 + b

    def do_add_line(self, a, b):
        product = self.pick([self.goods, self.service], b)
        self.pick(self.orders("draft", "sale"), a).order_line = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": 1,
                    "tax_ids": [Command.clear()],
                }
            )
        ]

    def do_pass_order_on(self, a, b):
        """To another opportunity, or to none."""
        lead_id = self.pick([*self.leads(type="opportunity").ids, False], b)
        self.pick(self.orders(), a).opportunity_id = lead_id

    def do_delete_order(self, a, _b):
        self.pick(self.orders("draft", "cancel"), a).unlink()

    def do_deliver(self, a, b):
        lines = self.orders("sale").order_line.filtered(lambda line: line.product_id == self.goods)
        line = self.pick(lines, a)
        line.qty_delivered = b % (int(line.product_uom_qty) + 1)

    # ------------------------------------------------------------
    # INVOICES
    # ------------------------------------------------------------

    def do_invoice(self, a, b):
        self._invoice(self.pick(self.orders("sale"), a), post=bool(b % 3))

    def do_invoice_together(self, _a, b):
        orders = self.orders("sale").filtered(lambda order: order.invoice_status == "to invoice")
        self.pick(orders, b)
        self._invoice(orders, post=bool(b % 2))

    def do_down_payment(self, a, b):
        self._down_payment(self.pick(self.orders("sale"), a), 10 + b % 80)

    def do_post(self, a, _b):
        self.pick(self.moves("draft"), a).action_post()

    def do_reset_invoice(self, a, _b):
        self.pick(self.moves("posted"), a).button_draft()

    def do_cancel_invoice(self, a, _b):
        self.pick(self.moves("draft"), a).button_cancel()

    def do_delete_invoice(self, a, _b):
        self.pick(self.moves("draft"), a).unlink()

    def do_credit(self, a, b):
        invoice = self.pick(self.moves("posted", "out_invoice"), a)
        self._credit(invoice, lines=[1] if b % 2 else None, post=bool(b % 3))

    # ------------------------------------------------------------
    # PAYMENTS
    # ------------------------------------------------------------

    def do_pay(self, a, b):
        unpaid = self.moves("posted", "out_invoice").filtered("amount_residual")
        invoice = self.pick(unpaid, a)
        self._pay(invoice, invoice.amount_residual / 2 if b % 3 == 0 else None)

    def do_pay_back(self, a, _b):
        open_credit = self.moves("posted", "out_refund").filtered("amount_residual")
        self._pay(self.pick(open_credit, a))

    def do_unreconcile(self, a, _b):
        self.pick(self.moves("posted"), a).line_ids.remove_move_reconcile()
