from odoo import fields, models


class SalesCardPreference(models.Model):
    """Where one seller has put a card on the own view, and whether it is hidden there."""

    _name = "sales.card.preference"
    _description = "Card Preference"
    _inherit = "sales.input.mixin"
    _order = "user_id, sequence, id"
    _rec_name = "card_id"

    _read_links = ("card_id",)

    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
    )
    card_id = fields.Many2one("sales.card", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(help="Place on the seller's view. 0: where the card itself says.")
    is_added = fields.Boolean("Added", help="The seller has added this card, which is on offer.")
    is_hidden = fields.Boolean("Hidden", help="The seller does not want to see this card.")

    _user_card_uniq = models.UniqueIndex(
        "(user_id, card_id)", "A seller has one preference for each card."
    )
