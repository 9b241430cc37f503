from odoo import models

from .....tools.flow import RANK


class CrmLead(models.Model):
    """What the user can do now to carry an opportunity on, by what its documents lack."""

    _inherit = "crm.lead"

    def _get_flow_next_actions(self, orders, facts):
        """[{method, label, is_primary}]: what the user can do now to carry the opportunity on.
        To be extended by further actions."""
        self.ensure_one()
        if self.type != "opportunity" or self.won_status == "lost":
            return []
        rejected = orders.filtered(
            lambda order: (
                order.state == "cancel"
                and order.customer_answer == "rejected"
                and order.is_answer_open
            )
        )
        if rejected and self.flow_step == "none":
            return [
                {"method": "action_flow_revise", "label": self.env._("Revise quotation")},
                {"method": "action_flow_lose", "label": self.env._("Mark as lost")},
            ]
        actions = {
            "none": ("action_sale_quotations_new", self.env._("New quotation")),
            "quotation": ("action_flow_send", self.env._("Send quotation")),
            "sent": ("action_flow_confirm", self.env._("Confirm order")),
            "delivery": ("action_flow_deliver", self.env._("Deliver")),
            "invoice": ("action_flow_invoice", self.env._("Create invoice")),
            "payment": ("action_flow_pay", self.env._("Register payment")),
        }
        key = self._get_flow_next_key(orders, facts)
        if not key:
            return []
        method, label = actions[key]
        result = [{"method": method, "label": label}]
        if key == "delivery" and self._get_flow_short_orders(orders, facts):
            result.append(
                {
                    "method": "action_flow_close_delivery",
                    "label": self.env._("Nothing more to deliver"),
                }
            )
        if key == "invoice":
            if self._get_flow_draft_invoices(orders, facts):
                result[0]["label"] = self.env._("Post invoice")
            elif self._get_flow_credited_orders(orders, facts):
                result.append(
                    {
                        "method": "action_flow_close_invoicing",
                        "label": self.env._("Nothing more to invoice"),
                    }
                )
        return result

    def _get_flow_next_key(self, orders, facts):
        """The step whose action comes next: a step before the order is named by what is there, one
        after it by what is missing."""
        self.ensure_one()
        step = self.flow_step or "none"
        if RANK[step] < RANK["order"]:
            return step
        missing = list(self.flow_state.get("waiting") or ())
        if "payment" in missing and len(missing) > 1:
            missing.remove("payment")
        if not missing:
            return None
        key = missing[0]
        if key == "payment" and not self._get_flow_unpaid_invoices(orders, facts):
            return None
        return key

    def _get_flow_confirmed(self, orders=None):
        orders = self._get_visible_orders() if orders is None else orders
        return orders.filtered(lambda order: order.state == "sale")

    def _get_flow_invoices(self, orders, facts=None):
        """Invoices and credit notes of the confirmed orders that the user may read, as facts."""
        facts = self._get_flow_bar_facts(orders) if facts is None else facts
        return self._get_flow_bar_invoices(self._get_flow_confirmed(orders), facts)[0]

    def _get_flow_draft_invoices(self, orders, facts=None):
        invoices = self._get_flow_invoices(orders, facts)
        return self.env["account.move"].browse(
            invoice.id for invoice in invoices if invoice.state == "draft"
        )

    def _get_flow_short_orders(self, orders, facts=None):
        """Orders of which something is delivered, and something is not."""
        facts = self._get_flow_bar_facts(orders) if facts is None else facts

        def is_short(order):
            lines = [line for line in facts[order.id]["lines"] if line.is_tracked]
            return any(line.delivered > 0 for line in lines) and any(
                line.delivered < line.ordered for line in lines
            )

        return self._get_flow_confirmed(orders).filtered(
            lambda order: not order.is_delivery_closed and is_short(order)
        )

    def _get_flow_credited_orders(self, orders, facts=None):
        """Orders with something left to invoice after a credit note."""
        facts = self._get_flow_bar_facts(orders) if facts is None else facts
        return self._get_flow_confirmed(orders).filtered(
            lambda order: (
                not order.is_invoicing_closed
                and any(
                    invoice.move_type == "out_refund"
                    for invoice in self._get_flow_bar_invoices(order, facts)[0]
                )
            )
        )

    def _get_flow_unpaid_invoices(self, orders, facts=None):
        """Invoices that the user may register a payment for."""
        if not self.env.user.has_group("account.group_account_invoice"):
            return self.env["account.move"]
        return self.env["account.move"].browse(
            invoice.id
            for invoice in self._get_flow_invoices(orders, facts)
            if invoice.is_posted
            and invoice.move_type in ("out_invoice", "out_receipt")
            and invoice.payment_state in ("not_paid", "partial")
        )
