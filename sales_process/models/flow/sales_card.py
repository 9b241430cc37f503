from odoo import api, models


class SalesCard(models.Model):
    """Quotations and orders as cards: how their list opens, and a new quotation."""

    _inherit = "sales.card"

    @api.model
    def _get_base_action_xmlids(self):
        return {
            **super()._get_base_action_xmlids(),
            "sale.order": "sale.action_quotations_with_onboarding",
        }

    @api.model
    def _get_create_options(self):
        context = {"default_user_id": self._get_card_user().id}
        return {
            **super()._get_create_options(),
            "quotation": {
                "sequence": 40,
                "label": self.env._("Quotation"),
                "icon": "fa-file-text-o",
                "model": "sale.order",
                "action": self._prepare_form_action(
                    "sale.order", self.env._("New Quotation"), context
                ),
            },
        }
