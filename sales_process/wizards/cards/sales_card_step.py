from odoo import fields, models
from odoo.exceptions import UserError


class SalesCardStep(models.TransientModel):
    """What a step with a card's row asks for: a note, another day, or a colleague."""

    _name = "sales.card.step"
    _description = "Step with a Row"
    _inherit = "sales.input.mixin"

    _read_links = ("card_id", "activity_id", "user_id")

    card_id = fields.Many2one("sales.card", required=True, ondelete="cascade")
    activity_id = fields.Many2one(
        "mail.activity", "Event", ondelete="cascade", context={"active_test": False}
    )
    step = fields.Selection(
        [("done_note", "Done with a Note"), ("later", "Later"), ("hand_over", "Hand Over")],
        required=True,
    )
    event_category_id = fields.Many2one(related="activity_id.event_category_id")
    outcome_id = fields.Many2one("sales.event.outcome", help="Empty counts as held.")
    note = fields.Text(help="What was said and agreed.")
    day = fields.Date(
        "Due On", help="On a day off it is put off to the next day on which its seller works."
    )
    user_id = fields.Many2one(
        "res.users", "Colleague", domain="[('share', '=', False), ('id', '!=', uid)]"
    )

    def action_apply(self):
        """Take the step, and say what came of it on the card.

        :return: an action that closes the form
        """
        self.ensure_one()
        self._check_answer()
        result = self.card_id.run_row_action(self.activity_id.id, self.step, self._get_answer())
        return {"type": "ir.actions.act_window_close", "infos": result}

    def _get_answer(self):
        match self.step:
            case "done_note":
                return {"note": self.note or "", "outcome_id": self.outcome_id.id}
            case "later":
                return {"day": fields.Date.to_string(self.day)}
        return {"user_id": self.user_id.id}

    def _check_answer(self):
        if self.step == "later" and not self.day:
            raise UserError(self.env._("Choose the day on which it is due."))
        if self.step == "hand_over" and not self.user_id:
            raise UserError(self.env._("Choose the colleague who takes it over."))
