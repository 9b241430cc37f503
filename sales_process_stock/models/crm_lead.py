from odoo import api, models
from odoo.tools import SQL


class CrmLead(models.Model):
    """The flow bar knows the deliveries of an opportunity."""

    _inherit = "crm.lead"

    def _get_flow_pickings(self, orders):
        """Deliveries and returns of the orders that the user may read."""
        Picking = self.env["stock.picking"]
        if not orders or not Picking.has_access("read"):
            return Picking
        return Picking.search([("sale_id", "in", orders.ids), ("state", "!=", "cancel")])

    @api.model
    def _get_flow_bar_columns(self):
        columns = super()._get_flow_bar_columns()
        Picking = self.env["stock.picking"]
        columns["pickings"] = SQL("NULL")
        if Picking.has_access("read"):
            Picking.flush_model(["sale_id", "state", "date_done"])
            query = Picking._search([("state", "!=", "cancel")])
            query.add_where("stock_picking.sale_id = sale_order.id")
            columns["pickings"] = query.subselect(
                """json_build_array(COUNT(*), DATE_TRUNC('second', MAX(stock_picking.date_done)
                       FILTER (WHERE stock_picking.state = 'done'))::text)"""
            )
        return columns

    def _get_flow_bar_details(self, orders, facts):
        """The delivery is dated by what went out last."""
        details = super()._get_flow_bar_details(orders, facts)
        pickings = [
            facts[order.id]["pickings"] or (0, None) for order in self._get_flow_confirmed(orders)
        ]
        if count := sum(count for count, _date_done in pickings):
            dates = [date_done for _count, date_done in pickings if date_done]
            details["delivery"].update(count=count, date=max(dates, default=None))
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
