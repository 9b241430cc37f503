from odoo import api, fields, models
from odoo.fields import Domain

# so many rows show what a card is like
SHOWN_ROWS = 3


class SalesCard(models.Model):
    """Cards on offer: on no view until its seller adds them."""

    _inherit = "sales.card"

    is_optional = fields.Boolean(
        "On Offer",
        help="On nobody's view by itself: sellers add it under Cards → Add cards.",
    )

    def _get_chosen_domain(self):
        """Cards that are on every view, personal ones, and those on offer that the seller added."""
        user = self._get_card_user()
        # whose preferences may be asked for was decided when the view's seller was
        added = Domain("user_id", "=", user.id) & Domain("is_added", "=", True)
        return (
            Domain("is_optional", "=", False)
            | Domain("user_id", "=", user.id)
            | Domain("preference_ids", "any!", added)
        )

    @api.model
    @api.readonly
    def get_offered_cards(self):
        """Return the cards that one can add to the own view, with what they would show now.

        :return: list of ``{id, name, icon, model, count, rows, columns, reason, error}``
        :raise UserError: on another seller's view
        """
        self._check_own_view()
        is_off_view = ~self._get_chosen_domain() | self._search_is_hidden("in", [True])
        cards = self.search(self._get_reach_domain() & is_off_view)
        return [
            {
                "id": card.id,
                "name": card.name,
                "icon": card.icon,
                "model": card.model,
                "count": card.record_count,
                "rows": card.preview[:SHOWN_ROWS],
                "columns": card.preview_columns,
                "reason": card.reason or card.empty_help or "",
                "error": card.error or "",
            }
            for card in cards
        ]

    def action_add(self):
        """Put cards on the own view: cards on offer, and hidden ones."""
        self.check_access("read")
        self._get_own_preferences().write({"is_added": True, "is_hidden": False})
