from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _get_flow_pickings(self, orders):
        """Deliveries and returns of the orders that the user may read."""
        Picking = self.env["stock.picking"]
        if not orders or not Picking.has_access("read"):
            return Picking
        return Picking.search([("sale_id", "in", orders.ids), ("state", "!=", "cancel")])

    def _get_flow_bar_details(self, orders):
        """The delivery is dated by what went out last."""
        details = super()._get_flow_bar_details(orders)
        pickings = self._get_flow_pickings(self._get_flow_confirmed(orders))
        done = pickings.filtered(lambda picking: picking.state == "done" and picking.date_done)
        if pickings:
            details["delivery"].update(
                count=len(pickings), date=max(done.mapped("date_done"), default=None)
            )
        return details

    def action_open_flow_step(self, step):
        """The delivery step opens its deliveries and returns."""
        if step == "delivery":
            pickings = self._get_flow_pickings(self._get_flow_confirmed())
            if pickings:
                return self._open_flow_records(pickings, self.env._("Deliveries"))
        return super().action_open_flow_step(step)

    def action_flow_deliver(self):
        """Open what is still to go out, the orders where nothing is planned."""
        waiting = self._get_flow_pickings(self._get_flow_confirmed()).filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        if waiting:
            return self._open_flow_records(waiting, self.env._("Deliveries"))
        return super().action_flow_deliver()
