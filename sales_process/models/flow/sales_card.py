from odoo import api, models


class SalesCard(models.Model):
    """Quotations, orders and invoices as cards: how their list opens, and what is made new."""

    _inherit = "sales.card"

    @api.model
    def _get_base_action_xmlids(self):
        return {
            **super()._get_base_action_xmlids(),
            "sale.order": "sale.action_quotations_with_onboarding",
        }

    def _prepare_create_context(self):
        context = super()._prepare_create_context()
        if self.model == "account.move":
            # without a type it would be an entry of the journal
            context["default_move_type"] = "out_invoice"
        return context

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
