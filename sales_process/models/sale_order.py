from odoo import api, fields, models
from odoo.tools import SQL, sql


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # flow
    sent_on = fields.Datetime(
        "First Sent On",
        compute="_compute_sent_on",
        store=True,
        copy=False,
        help="When the customer was first asked: the quotation was sent, shared, or marked as "
        "sent.",
    )
    is_invoicing_closed = fields.Boolean(
        "Nothing More to Invoice",
        copy=False,
        tracking=True,
        help="A person decided that nothing more will be invoiced: what is left to invoice, for "
        "example after a credit note, no longer holds the opportunity back.",
    )

    def _auto_init(self):
        """Existing quotations count as sent on their date; no loop over them in Python."""
        is_new = not sql.column_exists(self.env.cr, self._table, "sent_on")
        if is_new:
            sql.create_column(self.env.cr, self._table, "sent_on", "timestamp")
        result = super()._auto_init()
        if is_new:
            self.env.cr.execute(
                SQL("UPDATE sale_order SET sent_on = date_order WHERE state = 'sent'")
            )
        return result

    @api.depends("state")
    def _compute_sent_on(self):
        for order in self:
            if order.state == "sent" and not order.sent_on:
                order.sent_on = self.env.cr.now()
            else:
                order.sent_on = order.sent_on

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        self.env["crm.lead"]._sync_flow()
        return orders

    def write(self, vals):
        result = super().write(vals)
        # A confirmation is not over with the state: see action_confirm
        if vals.get("state", "sale") != "sale" or not {
            "opportunity_id",
            "is_invoicing_closed",
        }.isdisjoint(vals):
            self.env["crm.lead"]._sync_flow()
        return result

    def unlink(self):
        self.env["mail.activity"]._keep_held_events(self)
        result = super().unlink()
        self.env["crm.lead"]._sync_flow()
        return result

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_confirm(self):
        result = super().action_confirm()
        self.env["crm.lead"]._sync_flow()
        return result

    def action_quotation_sent(self):
        result = super().action_quotation_sent()
        for order in self:
            self.env["mail.activity"]._log_outgoing_event(
                order, self.env._("Quotation %s sent", order.name)
            )
        return result

    def action_close_invoicing(self):
        """Nothing more will be invoiced."""
        self.write({"is_invoicing_closed": True})

    def action_reopen_invoicing(self):
        self.write({"is_invoicing_closed": False})
