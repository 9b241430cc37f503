from odoo import api, models

# what is read of a row to know what can be done with it
ROW_FIELDS = {
    "sale.order": ("company_id", "name", "state", "user_id"),
    "account.move": (
        "company_id", "invoice_user_id", "is_move_sent", "move_type", "name", "payment_state",
        "state",
    ),
}  # fmt: skip
# what people call a document by, beside its number
SEARCHED_FIELDS = {
    "sale.order": ("partner_id", "client_order_ref"),
    "account.move": ("partner_id", "ref"),
}
SENT_MOVES = ("out_invoice", "out_receipt", "out_refund")


class SalesCard(models.Model):
    """What the rows of opportunities, quotations and invoices do with documents."""

    _inherit = "sales.card"

    @api.model
    def _get_row_fields(self, model):
        return (*super()._get_row_fields(model), *ROW_FIELDS.get(model._name, ()))

    def _get_search_names(self, model):
        names = super()._get_search_names(model)
        return [*names, *SEARCHED_FIELDS.get(model._name, ())]

    @api.model
    def _get_row_action_options(self):
        return {
            "new_quotation": {
                "sequence": 40,
                "label": self.env._("New Quotation"),
                "icon": "fa-file-text-o",
                "method": "_run_new_quotation",
            },
            "send": {
                "sequence": 10,
                "label": self.env._("Send"),
                "icon": "fa-paper-plane-o",
                "method": "_run_send",
            },
            "remind": {
                "sequence": 10,
                "label": self.env._("Send a Reminder"),
                "icon": "fa-envelope-o",
                "method": "_run_send",
            },
            "confirm": {
                "sequence": 12,
                "label": self.env._("Confirm"),
                "icon": "fa-check",
                "method": "_run_confirm",
                "confirm": self.env._("The quotation becomes a sales order. Confirm it?"),
            },
            "new_version": {
                "sequence": 14,
                "label": self.env._("New Version"),
                "icon": "fa-clone",
                "method": "_run_new_version",
            },
            **super()._get_row_action_options(),
        }

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        match records._name:
            case "crm.lead":
                offered = self._get_lead_documents(records)
            case "sale.order":
                offered = self._get_order_steps(records)
            case "account.move":
                offered = self._get_invoice_steps(records)
            case _:
                return actions
        for record_id, names in offered.items():
            actions[record_id] += names
        return actions

    def _get_lead_documents(self, leads):
        if not self.env["sale.order"].has_access("create"):
            return {}
        return {
            lead.id: ["new_quotation"]
            for lead in leads._filtered_access("write")
            if lead.active and lead.type == "opportunity" and lead.won_status != "lost"
        }

    def _get_order_steps(self, orders):
        may_create = orders.browse().has_access("create")
        steps = ["send", "confirm", *["new_version"] * may_create]
        return {
            order.id: steps
            for order in orders._filtered_access("write")
            if order.state in ("draft", "sent")
        }

    def _get_invoice_steps(self, moves):
        """Odoo's own form sends an invoice, and sends it again to whoever has not paid."""
        if not self.env["account.move.send.wizard"].has_access("create"):
            return {}
        return {
            move.id: ["remind" if move.is_move_sent else "send"]
            for move in moves
            if move.state == "posted"
            and move.move_type in SENT_MOVES
            and (not move.is_move_sent or move.payment_state in ("not_paid", "partial"))
        }

    # ------------------------------------------------------------
    # DOING
    # ------------------------------------------------------------

    def _run_new_quotation(self, lead, _values):
        return lead.action_sale_quotations_new()

    def _run_send(self, document, _values):
        if document._name == "account.move":
            return document.action_send_and_print()
        return document.action_quotation_send()

    def _run_confirm(self, order, _values):
        name = order.name
        result = order.action_confirm()
        if isinstance(result, dict):
            return result  # some app asks for something first
        return self._say_row(self.env._("%s is confirmed.", name), "success")

    def _run_new_version(self, order, _values):
        return order.action_new_version()
