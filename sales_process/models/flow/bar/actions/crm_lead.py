from odoo import api, models
from odoo.exceptions import UserError

from .....tools.context import without_screen


class CrmLead(models.Model):
    """The buttons of the flow bar: documents of a step, and the next step."""

    _inherit = "crm.lead"

    @api.readonly
    def action_open_flow_step(self, step):
        """Open the documents of one step of the bar. To be extended by further documents."""
        self.ensure_one()
        if step in ("quotation", "sent"):
            orders = self._get_visible_orders()
            return self._open_flow_records(orders, self.env._("Quotations and Orders"))
        confirmed = self._get_flow_confirmed()
        if step in ("order", "delivery"):
            return self._open_flow_records(confirmed, self.env._("Orders"))
        invoices = self.env["account.move"].browse(
            invoice.id for invoice in self._get_flow_invoices(confirmed)
        )
        if step == "payment":
            payments = invoices.matched_payment_ids
            if payments and payments.has_access("read"):
                return self._open_flow_records(payments, self.env._("Payments"))
        return confirmed.action_view_invoice(invoices) if invoices else False

    def _open_flow_records(self, records, name):
        if not records:
            return False
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "domain": [("id", "in", records.ids)],
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False},
        }
        if len(records) == 1:
            action.update(res_id=records.id, views=[(False, "form")])
        return action

    def action_flow_send(self):
        """Send the newest quotation that was not sent."""
        self.ensure_one()
        drafts = self._get_visible_orders().filtered(lambda order: order.state == "draft")
        if not drafts:
            raise UserError(self.env._("“%s” has no quotation that could be sent.", self.name))
        return drafts.sorted("id")[-1].action_quotation_send()

    def action_flow_confirm(self):
        """Confirm the quotation that was sent; where there are several, show them to choose."""
        self.ensure_one()
        sent = self._get_visible_orders().filtered(lambda order: order.state == "sent")
        if len(sent) == 1:
            # deliveries and invoices are none of what the opportunity's screen makes
            context = without_screen(self.env.context)
            orders = sent.with_context(context)  # pylint: disable=context-overridden
            result = orders.action_confirm()
            return result if isinstance(result, dict) else False
        if not sent:
            raise UserError(self.env._("“%s” has no quotation that was sent.", self.name))
        return self._open_flow_records(sent, self.env._("Choose the quotation to confirm"))

    def action_flow_deliver(self):
        """Open the orders with something left to deliver. To be extended by where deliveries
        are."""
        self.ensure_one()
        waiting = self._get_flow_confirmed().filtered("is_delivery_open")
        return self._open_flow_records(waiting, self.env._("Orders to Deliver"))

    def action_flow_close_delivery(self):
        """Nothing more will be delivered of what was delivered in part."""
        self.ensure_one()
        self._get_flow_short_orders(self._get_visible_orders()).action_close_delivery()

    def action_flow_invoice(self):
        """Open the draft invoice, else the form that creates one."""
        self.ensure_one()
        orders = self._get_visible_orders()
        drafts = self._get_flow_draft_invoices(orders)
        confirmed = self._get_flow_confirmed(orders)
        if drafts:
            return confirmed.action_view_invoice(drafts)
        waiting = confirmed.filtered(lambda order: order.invoice_status != "invoiced") or confirmed
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sale.action_view_sale_advance_payment_inv"
        )
        action["context"] = {"active_model": "sale.order", "active_ids": waiting.ids}
        if len(waiting) == 1:
            action["context"]["active_id"] = waiting.id
        return action

    def action_flow_pay(self):
        """Register the payment of what is invoiced."""
        self.ensure_one()
        unpaid = self._get_flow_unpaid_invoices(self._get_visible_orders())
        if not unpaid:
            raise UserError(self.env._("“%s” has no invoice that waits for a payment.", self.name))
        action = unpaid.action_register_payment()
        # back to the opportunity, not on to the payment
        return {**action, "context": {**action["context"], "dont_redirect_to_payments": True}}

    def action_flow_close_invoicing(self):
        """Nothing more will be invoiced of what was credited."""
        self.ensure_one()
        self._get_flow_credited_orders(self._get_visible_orders()).action_close_invoicing()

    def _get_flow_rejected(self):
        return (
            self._get_visible_orders()
            .filtered(lambda order: order.customer_answer == "rejected" and order.is_answer_open)
            .sorted("id")[-1:]
        )

    def action_flow_revise(self):
        """Make a new version of the quotation that the customer rejected."""
        self.ensure_one()
        rejected = self._get_flow_rejected()
        return rejected.action_revise() if rejected else self.action_sale_quotations_new()

    def action_flow_lose(self):
        """Give the opportunity up after the customer's rejection."""
        self.ensure_one()
        rejected = self._get_flow_rejected()
        if rejected:
            return rejected.action_lose_opportunity()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_lost_action")
        return {**action, "context": {"default_lead_ids": self.ids}}
