from odoo import fields, models
from odoo.exceptions import UserError


class SalesPraise(models.TransientModel):
    """Praise in one's own words."""

    _name = "sales.praise"
    _description = "Praise"
    _inherit = "sales.input.mixin"
    _rec_name = "achievement_id"

    _read_links = ("achievement_id",)

    achievement_id = fields.Many2one(
        "sales.achievement", required=True, ondelete="cascade", help="What is praised."
    )
    words = fields.Text(
        "In Your Own Words", help="The salesperson gets them as a message in the chat, and by mail."
    )

    def action_praise(self):
        self.ensure_one()
        words = (self.words or "").strip()
        if not words:
            raise UserError(
                self.env._(
                    "Write what you want to say about “%(name)s”, or use the thumb for a plain"
                    " “well done”.",
                    name=self.achievement_id.name,
                )
            )
        self.achievement_id.action_praise(words)
        return {"type": "ir.actions.act_window_close"}
