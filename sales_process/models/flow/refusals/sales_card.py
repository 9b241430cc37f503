from odoo import api, models
from odoo.fields import Domain


class SalesCard(models.Model):
    """What was refused, as a card: a row says why, in the words of the rule."""

    _inherit = "sales.card"  # pylint: disable=consider-merging-classes-inherited

    def _get_chosen_domain(self):
        """Whom a rule has refused something sees the card, until it goes through."""
        domain = super()._get_chosen_domain()
        Refusal = self.env["sales.process.refusal"]
        own = [("user_id", "=", self._get_card_user().id)]
        if Refusal.has_access("read") and Refusal.search_count(own, limit=1):
            domain |= Domain("model", "=", Refusal._name)
        return domain

    @api.model
    def _get_base_action_xmlids(self):
        return {
            **super()._get_base_action_xmlids(),
            "sales.process.refusal": "sales_process.sales_process_refusal_action",
        }

    @api.model
    def _get_row_fields(self, model):
        names = super()._get_row_fields(model)
        return (*names, "reason") if model._name == "sales.process.refusal" else names

    def _get_row_reasons(self, records):
        if records._name != "sales.process.refusal":
            return super()._get_row_reasons(records)
        return {refusal.id: refusal.reason for refusal in records}

    def _get_row_tones(self, records):
        if records._name != "sales.process.refusal":
            return super()._get_row_tones(records)
        return dict.fromkeys(records._ids, "warning")
