from markupsafe import Markup

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext

from ....tools.transaction import REJECTING, get_queue


class SaleOrder(models.Model):
    """The customer's answer to a quotation, until the seller has reacted."""

    _inherit = "sale.order"

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

    def write(self, vals):
        result = super().write(vals)
        if vals.get("signature"):
            self._register_customer_answer("accepted", self._get_signature_note(vals))
        return result

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_handle_answer(self):
        """The seller has reacted to the customer's answer."""
        self._close_customer_answer()

    def action_revise(self):
        """Answer a rejection with a new version of the quotation."""
        self.ensure_one()
        revision = self.copy({"origin": self.name, "opportunity_id": self.opportunity_id.id})
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
    # THE ANSWER
    # ------------------------------------------------------------

    def _get_signature_note(self, vals):
        return vals.get("signed_by") and self.env._("Signed by %s", vals["signed_by"])

    def _can_be_rejected(self):
        """Whether the customer may reject the quotation online; a signature is not needed for
        that, nor a payment. To be extended by further conditions."""
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
        with get_queue(self.env).meanwhile(REJECTING):
            self.message_post(
                author_id=author.id,
                body=reason,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self._note_decided()
        self._register_customer_answer("rejected", reason)

    def _register_customer_answer(self, answer, reason=None):
        """Bring the customer's answer before the seller: on a card, as an event, in the log of
        the opportunity. To be extended by what else follows."""
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
            and not get_queue(self.env).holds(REJECTING)
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
