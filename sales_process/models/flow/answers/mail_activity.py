from odoo import models


class MailActivity(models.Model):
    """The seller's event about a customer's answer stands and falls with it."""

    _inherit = "mail.activity"

    def write(self, vals):
        """The event about a customer's answer, once done, takes the answer off the card."""
        orders = self._get_answered_orders() if vals.get("active") is False else None
        result = super().write(vals)
        if orders:
            orders.filtered("is_answer_open")._close_answer_by_itself()
        return result

    def unlink(self):
        orders = self._get_answered_orders()
        result = super().unlink()
        if orders:
            orders.filtered("is_answer_open")._close_answer_by_itself()
        return result

    def _get_answered_orders(self):
        events = self.filtered(
            lambda activity: (
                activity.res_model == "sale.order"
                and activity.active
                and activity.event_category_id
            )
        )
        if events:
            category = self.env["sale.order"]._get_answer_category()
            events = events.filtered(lambda activity: activity.event_category_id == category)
        # sudo: the answer is handled, whoever may read the quotation
        return self.env["sale.order"].sudo().browse(events.mapped("res_id")).exists()
