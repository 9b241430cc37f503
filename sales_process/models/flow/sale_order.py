from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, html2plaintext, sql

from ...tools.flow import TRACKED_METHODS

SALE_MOVE_TYPES = ("out_invoice", "out_receipt", "out_refund")


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

    is_delivery_open = fields.Boolean(
        "To Deliver",
        compute="_compute_is_delivery_open",
        search="_search_is_delivery_open",
        help="Confirmed, and less delivered than ordered.",
    )
    # the customer's answer
    customer_answer = fields.Selection(
        [("comment", "Commented"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        "Customer's Answer",
        copy=False,
        readonly=True,
        help="What the customer last answered online or by mail.",
    )
    customer_answer_on = fields.Datetime("Answered On", copy=False, readonly=True)
    customer_answer_reason = fields.Text("Customer's Words", copy=False, readonly=True)
    is_answer_open = fields.Boolean(
        "Answer to Handle",
        copy=False,
        readonly=True,
        help="The customer has answered and the seller has not reacted yet.",
    )

    _answer_open_idx = models.Index("(user_id) WHERE is_answer_open IS TRUE")

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

    @api.depends("state", "order_line.qty_delivered", "order_line.product_uom_qty")
    def _compute_is_delivery_open(self):
        for order in self:
            tracked = order.order_line._filtered_delivery_tracked()
            order.is_delivery_open = order.state == "sale" and any(
                line.product_uom_id.compare(line.qty_delivered, line.product_uom_qty) < 0
                for line in tracked
            )

    def _search_is_delivery_open(self, operator, value):
        """Two quantities of a line cannot be compared in a domain."""
        if operator != "in":
            return NotImplemented
        self.env["sale.order.line"].flush_model(
            ["order_id", "display_type", "product_uom_qty", "qty_delivered", "qty_delivered_method"]
        )
        # no combo is tracked by a method of its own
        with_open_lines = SQL(
            """(
            SELECT line.order_id
              FROM sale_order_line line
             WHERE line.display_type IS NULL
               AND line.is_downpayment IS NOT TRUE
               AND line.product_uom_qty > 0
               AND COALESCE(line.qty_delivered, 0) < line.product_uom_qty
               AND (line.qty_delivered_method = ANY(%s)
                    OR line.qty_delivered_method = 'manual' AND EXISTS (
                       SELECT
                         FROM product_product product
                         JOIN product_template template ON template.id = product.product_tmpl_id
                        WHERE product.id = line.product_id
                          AND template.type <> 'combo'
                          AND template.invoice_policy = 'delivery'))
            )""",
            list(TRACKED_METHODS),
        )
        return [("state", "=", "sale"), ("id", "in", with_open_lines)]

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._note_asked()
        self.env["crm.lead"]._sync_flow()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "sent":
            self._note_asked()
        if vals.get("signature"):
            self._register_customer_answer("accepted", self._get_signature_note(vals))
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
        self._note_decided()
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

    def action_handle_answer(self):
        """The seller has reacted to the customer's answer."""
        self._close_customer_answer()

    def action_revise(self):
        """Answer a rejection with a new version of the quotation."""
        self.ensure_one()
        revision = self.copy({"origin": self.name})
        self._close_customer_answer()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": revision.id,
            "views": [(False, "form")],
        }

    def action_lose_opportunity(self):
        """Answer a rejection by giving the opportunity up, with a reason."""
        self.ensure_one()
        if not self.opportunity_id:
            raise UserError(
                self.env._(
                    "%(order)s belongs to no opportunity that could be lost.", order=self.name
                )
            )
        self._close_customer_answer()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_lost_action")
        action["context"] = {
            "default_lead_ids": self.opportunity_id.ids,
            "default_lost_feedback": self.customer_answer_reason or False,
        }
        return action

    # ------------------------------------------------------------
    # Ask and decision
    # ------------------------------------------------------------

    def _note_asked(self):
        """Start the ask clock of the opportunities whose quotation was sent, the first time."""
        # sudo: whoever sends the quotation, its opportunity was asked
        leads = self.filtered(lambda order: order.state == "sent").opportunity_id.sudo()
        if new := leads.filtered(lambda lead: not lead.asked_on):
            new.write({"asked_on": self.env.cr.now()})
        # Asked again after a rejection: undecided again
        if again := leads.filtered(lambda lead: lead.decided_on and lead.won_status == "pending"):
            again.write({"decided_on": False})

    def _note_decided(self):
        # sudo: the customer decides, often in a portal session
        leads = self.opportunity_id.sudo().filtered(lambda lead: not lead.decided_on)
        if leads:
            leads.write({"decided_on": self.env.cr.now()})

    # ------------------------------------------------------------
    # The customer's answer
    # ------------------------------------------------------------

    def _get_signature_note(self, vals):
        return vals.get("signed_by") and self.env._("Signed by %s", vals["signed_by"])

    def _can_be_rejected(self):
        """Whether the customer may reject the quotation online; a signature is not needed for
        that, nor a payment."""
        self.ensure_one()
        return (
            self.state in ("draft", "sent")
            and not self.signature
            and not any(
                tx.state in ("pending", "authorized", "done") for tx in self.transaction_ids
            )
        )

    def _reject_by_customer(self, reason, author):
        """Cancel the quotation for the customer, with the reason in its log."""
        self.ensure_one()
        self._action_cancel()
        self.with_context(customer_answer_skip=True).message_post(
            author_id=author.id,
            body=reason,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self._note_decided()
        self._register_customer_answer("rejected", reason)

    def _register_customer_answer(self, answer, reason=None):
        """Bring the customer's answer before the seller: on a card, as an event, in the log of the
        opportunity."""
        # As OdooBot: the customer, who acts here, may not plan activities
        orders = self.with_user(SUPERUSER_ID)
        orders.write(
            {
                "customer_answer": answer,
                "customer_answer_on": self.env.cr.now(),
                "customer_answer_reason": reason,
                "is_answer_open": True,
            }
        )
        for order in orders:
            order._schedule_answer_event()
            if order.opportunity_id:
                order.opportunity_id._message_log(body=order._get_answer_message())

    def _get_answer_message(self):
        self.ensure_one()
        link = self._get_html_link()
        messages = {
            "comment": self.env._("The customer commented on %(order)s.", order=link),
            "accepted": self.env._("The customer accepted %(order)s.", order=link),
            "rejected": self.env._("The customer rejected %(order)s.", order=link),
        }
        message = messages[self.customer_answer]
        if self.customer_answer_reason:
            message = message + Markup("<br/><i>%s</i>") % self.customer_answer_reason
        return message

    def _get_answer_category(self):
        category_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "sales_process.category_customer_answer", raise_if_not_found=False
        )
        return self.env["sales.event.category"].browse(category_id or [])

    def _get_answer_events(self):
        """The seller's open events about answers on these quotations."""
        category = self._get_answer_category()
        if not category:
            return self.env["mail.activity"]
        # sudo: the event is the seller's, whoever handles the answer
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("event_category_id", "=", category.id),
                ]
            )
        )

    def _schedule_answer_event(self):
        """Plan the event for the seller; a further answer goes into the one that is open."""
        self.ensure_one()
        summaries = {
            "comment": self.env._("Customer commented"),
            "accepted": self.env._("Customer accepted"),
            "rejected": self.env._("Customer rejected"),
        }
        values = {
            "summary": summaries[self.customer_answer],
            "note": self.customer_answer_reason or False,
        }
        if events := self._get_answer_events():
            events.write(values)
            return
        lead = self.opportunity_id
        user = self.user_id or lead.user_id or self.team_id.user_id
        category = self._get_answer_category()
        if user and category:
            activity_type = category.activity_type_id or self.env.ref(
                "mail.mail_activity_data_todo"
            )
            # No mail about the event: the seller, who follows the quotation, has the answer itself
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                activity_type_id=activity_type.id,
                event_category_id=category.id,
                user_id=user.id,
                **values,
            )

    def _close_customer_answer(self):
        answered = self.filtered("is_answer_open")
        if answered:
            # sudo: a colleague who may handle the quotation handles its answer
            answered.sudo().write({"is_answer_open": False})
            answered._get_answer_events().action_feedback()

    def _message_post_after_hook(self, message, msg_values):
        """What the customer writes on the quotation, online or by mail, is an answer; what the
        seller writes back handles it."""
        result = super()._message_post_after_hook(message, msg_values)
        if (
            len(self) == 1
            and message.message_type in ("comment", "email")
            and message.author_id
            and not message.is_internal
            and not message.subtype_id.internal
            and not self.env.context.get("customer_answer_skip")
        ):
            # sudo: whether the author is a colleague
            if not message.author_id.sudo().partner_share:
                if self.customer_answer == "comment":
                    self._close_customer_answer()
            elif self.customer_answer_on != self.env.cr.now():
                # stock posts for the customer what was registered in this same transaction
                self._register_customer_answer(
                    "comment", html2plaintext(message.body or "").strip()
                )
        return result
