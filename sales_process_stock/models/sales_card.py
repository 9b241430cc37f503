from odoo import api, models


class SalesCard(models.Model):
    """Orders on a card lead to their deliveries."""

    _inherit = "sales.card"

    @api.model
    def _get_row_action_options(self):
        return {
            "deliveries": {
                "sequence": 10,
                "label": self.env._("Deliveries"),
                "icon": "fa-truck",
                "method": "_run_deliveries",
            },
            **super()._get_row_action_options(),
        }

    @api.model
    def _get_row_fields(self, model):
        names = super()._get_row_fields(model)
        return (*names, "delivery_status") if model._name == "sale.order" else names

    def _get_row_actions(self, records):
        actions = super()._get_row_actions(records)
        if records._name == "sale.order" and self.env["stock.picking"].has_access("read"):
            for order in records:
                if order.delivery_status:
                    actions[order.id].append("deliveries")
        return actions

    def _run_deliveries(self, order, _values):
        """Open what is to go out, or has gone."""
        return order.action_view_delivery()
