from odoo import models

from ....tools import flow as flow_tools


class CrmLead(models.Model):
    """Which document has moved an opportunity, and how the log says it."""

    _inherit = "crm.lead"  # pylint: disable=consider-merging-classes-inherited

    def _get_documents_behind(self):
        """``{lead id: order}`` behind each opportunity's step; the last one where none is left."""
        shown = {lead.flow_state["order_id"] for lead in self} - {None}
        # an order that is no longer shown may be gone
        previous = {
            lead.flow_state["previous_order_id"] for lead in self if not lead.flow_state["order_id"]
        } - {None, *shown}
        Order = self.env["sale.order"]
        orders = Order.browse(shown) + Order.browse(previous).exists()
        by_id = {order.id: order for order in orders}
        behind = {
            lead.id: by_id.get(lead.flow_state["order_id"] or lead.flow_state["previous_order_id"])
            for lead in self
        }
        return {lead_id: order for lead_id, order in behind.items() if order}

    def _get_flow_log_message(self, old_step, order):
        """Say in the log which document moved the stage."""
        self.ensure_one()
        link = order._get_html_link() if order else ""
        if flow_tools.RANK[self.flow_step] > flow_tools.RANK[old_step]:
            messages = {
                "quotation": self.env._("Quotation made: %(order)s", order=link),
                "sent": self.env._("Quotation sent: %(order)s", order=link),
                "order": self.env._("Order confirmed: %(order)s", order=link),
                "delivery": self.env._("Order delivered: %(order)s", order=link),
                "invoice": self.env._("Order invoiced: %(order)s", order=link),
                "payment": self.env._("Order paid: %(order)s", order=link),
            }
            return messages[self.flow_step]
        labels = dict(self._fields["flow_step"]._description_selection(self.env))
        if self.flow_step == "none":
            return self.env._("No quotation or order is left. %(order)s", order=link)
        return self.env._(
            "The documents went back from “%(old)s” to “%(new)s”: %(order)s",
            old=labels[old_step],
            new=labels[self.flow_step],
            order=link,
        )
