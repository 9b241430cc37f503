from odoo import api, fields, models
from odoo.tools import SQL, sql

from ....tools.evidence import TRACKED_METHODS, TRANSFERRED
from ....tools.refusals import refusable
from ....tools.transaction import get_queue, worked_off

# A change of one of these may carry the opportunity on, or back, at once; the rest waits for the
# commit.
FLOW_FIELDS = {"state", "opportunity_id", "is_delivery_closed", "is_invoicing_closed"}


class SaleOrder(models.Model):
    """What the flow needs of quotations and orders: when they were sent, and what is left."""

    _inherit = "sale.order"

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

    is_delivery_closed = fields.Boolean(
        "Nothing More to Deliver",
        copy=False,
        help="A person decided that nothing more will be delivered, or all transfers are done or "
        "cancelled: what is not delivered no longer holds the opportunity back.",
    )
    is_delivery_open = fields.Boolean(
        "To Deliver",
        compute="_compute_is_delivery_open",
        search="_search_is_delivery_open",
        help="Confirmed, less delivered than ordered, and more is to be delivered.",
    )
    is_delivery_short = fields.Boolean(
        compute="_compute_is_delivery_open",
        help="Less is delivered than ordered, and nothing more is to be delivered.",
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

    @api.depends(
        "state",
        "is_delivery_closed",
        "is_invoicing_closed",
        "order_line.qty_delivered",
        "order_line.product_uom_qty",
    )
    def _compute_is_delivery_open(self):
        for order in self:
            short = order.order_line._filtered_delivery_tracked().filtered(
                lambda line: (
                    line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) < 0
                )
            )
            if order.state != "sale":
                short = short.browse()
            order.is_delivery_open = any(not line._is_delivery_closed() for line in short)
            order.is_delivery_short = order.is_delivery_closed and bool(short)

    def _search_is_delivery_open(self, operator, value):
        """Two quantities of a line cannot be compared in a domain."""
        if operator != "in":
            return NotImplemented
        self.env["sale.order.line"].flush_model(
            ["order_id", "display_type", "product_uom_qty", "qty_delivered", "qty_delivered_method"]
        )
        self.env["sale.order"].flush_model(["is_invoicing_closed"])
        # no combo is tracked by a method of its own
        with_open_lines = SQL(
            """(
            SELECT line.order_id
              FROM sale_order_line line
             WHERE line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
               AND line.product_uom_qty > 0
               AND COALESCE(line.qty_delivered, 0) < line.product_uom_qty
               AND (line.qty_delivered_method = ANY(%(tracked)s)
                    OR line.qty_delivered_method = 'manual' AND %(by_delivery)s)
               -- hours and the like end with their invoices, see `evidence.Line.is_closed`
               AND (line.qty_delivered_method = %(transferred)s
                    OR NOT %(by_delivery)s
                    OR NOT EXISTS (
                       SELECT
                         FROM sale_order closed
                        WHERE closed.id = line.order_id AND closed.is_invoicing_closed))
            )""",
            tracked=list(TRACKED_METHODS),
            transferred=TRANSFERRED,
            by_delivery=SQL(
                """EXISTS (
                       SELECT
                         FROM product_product product
                         JOIN product_template template ON template.id = product.product_tmpl_id
                        WHERE product.id = line.product_id
                          AND template.type <> 'combo'
                          AND template.invoice_policy = 'delivery')"""
            ),
        )
        return [
            ("state", "=", "sale"),
            ("is_delivery_closed", "=", False),
            ("id", "in", with_open_lines),
        ]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        with worked_off(self.env):
            orders = super().create(vals_list)
            orders._note_asked()
        return orders

    def write(self, vals):
        if FLOW_FIELDS.isdisjoint(vals):
            return super().write(vals)
        with worked_off(self.env):
            result = super().write(vals)
            if vals.get("state") == "sent":
                self._note_asked()
        return result

    def unlink(self):
        with worked_off(self.env):
            return super().unlink()

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        self.env["mail.activity"]._log_outgoing_mail(self, message, recipients)
        return recipients

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_confirm(self):
        """A confirmation is over when its deliveries are planned."""
        with worked_off(self.env):
            result = super().action_confirm()
            self._note_decided()
        return result

    def _action_cancel(self):
        """A cancellation is over when nothing of the order is left, its draft invoices first."""
        with worked_off(self.env):
            return super()._action_cancel()

    def action_quotation_sent(self):
        result = super().action_quotation_sent()
        for order in self:
            self.env["mail.activity"]._log_outgoing_event(
                order, self.env._("Quotation %s sent", order.name)
            )
        return result

    def action_close_delivery(self):
        """Nothing more will be delivered."""
        self.write({"is_delivery_closed": True})
        self._log_flow_decision(self.env._("Nothing more to deliver"))

    def action_reopen_delivery(self):
        self.write({"is_delivery_closed": False})
        self._log_flow_decision(self.env._("Delivery reopened"))

    def _log_flow_decision(self, text):
        """Say who decided in the log. Not tracked as the field of invoices is: transfers close
        the delivery of every order, which says nothing that the transfers do not say."""
        self._message_log_batch(bodies=dict.fromkeys(self._ids, text))

    def action_close_invoicing(self):
        """Nothing more will be invoiced."""
        self.write({"is_invoicing_closed": True})

    def action_reopen_invoicing(self):
        self.write({"is_invoicing_closed": False})

    @refusable("invoicing")
    def _reopen_credited(self):
        """All that was invoiced of these orders was credited."""
        self.action_reopen_invoicing()

    @refusable("sent")
    def _send_by_sharing(self):
        """What the customer gets a link to was sent."""
        self.filtered(lambda order: order.state == "draft").action_quotation_sent()

    # ------------------------------------------------------------
    # ASK AND DECISION
    # ------------------------------------------------------------

    def _note_asked(self):
        """Start the ask clock of the opportunities whose quotation was sent, the first time."""
        # sudo: whoever sends the quotation, its opportunity was asked
        leads = self.filtered(lambda order: order.state == "sent").opportunity_id.sudo()
        if new := leads.filtered(lambda lead: not lead.asked_on):
            new._queue_dates(asked_on=self.env.cr.now())
        # Asked again after a rejection: undecided again
        if again := leads.filtered(lambda lead: lead.decided_on and lead.won_status == "pending"):
            again._queue_dates(decided_on=False)

    def _note_decided(self):
        """Stop the ask clock of the opportunities, the first time."""
        # sudo: the customer decides, often in a portal session
        queued = get_queue(self.env).dates
        self.opportunity_id.sudo().filtered(
            lambda lead: not queued.get(lead.id, {}).get("decided_on", lead.decided_on)
        )._queue_dates(decided_on=self.env.cr.now())
