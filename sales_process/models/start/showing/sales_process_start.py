from odoo import api, fields, models


class SalesProcessStart(models.Model):
    """Which cards sellers see first; the others are on offer."""

    _inherit = "sales.process.start"

    card_ids = fields.Many2many(
        "sales.card",
        "sales_process_start_card_rel",
        "start_id",
        "card_id",
        string="Cards That Sellers See First",
        domain="[('user_id', '=', False)]",
        default=lambda self: self._get_first_cards(),
    )

    @api.model
    def _get_first_cards(self):
        return self.env["sales.card"].search([("user_id", "=", False), ("is_optional", "=", False)])

    @api.model
    def _get_announced_fields(self):
        return [*super()._get_announced_fields(), "card_ids"]

    def _get_card_changes(self):
        """Cards that come to every view, and cards that will be on offer only."""
        shown = self._get_first_cards()
        chosen = self.card_ids._origin.filtered(lambda card: not card.user_id)
        return chosen - shown, shown - chosen

    def _announce_cards(self):
        shown, offered = self._get_card_changes()
        texts = [
            self.env._(
                "On every seller's view, in this order: %(cards)s.",
                cards=", ".join(self.card_ids._origin.sorted("sequence").mapped("name")) or "–",
            )
        ]
        if shown:
            texts.append(self.env._("New: %(cards)s.", cards=", ".join(shown.mapped("name"))))
        if offered:
            texts.append(
                self.env._(
                    "From now on under Cards → Add cards: %(cards)s. Who has added one keeps it.",
                    cards=", ".join(offered.mapped("name")),
                )
            )
        return "\n".join(texts)

    def _apply_cards(self):
        shown, offered = self._get_card_changes()
        shown.is_optional = False
        offered.is_optional = True
        return {"shown": shown.ids, "offered": offered.ids}

    def _undo_cards(self, undo):
        cards = self.env["sales.card"]
        cards.browse(undo.get("shown", [])).exists().is_optional = True
        cards.browse(undo.get("offered", [])).exists().is_optional = False
        self.card_ids = self._get_first_cards()
