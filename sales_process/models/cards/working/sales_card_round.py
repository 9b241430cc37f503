from datetime import timedelta

from odoo import api, fields, models

from ....tools.crowds import looked_for

# A row that a colleague has had before the eyes for so long is free again.
CLAIM_TIME = timedelta(minutes=30)


class SalesCardRound(models.Model):
    """How far a seller has come in working through a card: which rows are dealt with, and which one
    is before the eyes, so that a colleague takes another."""

    _name = "sales.card.round"
    _description = "Round through a Card"
    _inherit = "sales.input.mixin"
    _order = "user_id, id"
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
    started_on = fields.Date(required=True, default=lambda self: self.env.user._get_sales_day())
    handled = fields.Json(help="What was done with each row: {id: [logged, later or skipped, day]}")
    current_model = fields.Char("Records of the Current Row")
    current_id = fields.Integer("Current Row")
    current_since = fields.Datetime()

    _user_card_uniq = models.UniqueIndex(
        "(user_id, card_id)", "A seller has one round through each card."
    )
    _current_idx = models.Index("(current_model) WHERE current_id IS NOT NULL AND current_id != 0")

    @api.model
    def _get_own(self, card):
        """Return the own round through a card, made where there was none."""
        # sudo: rounds are written by the product alone, each for its seller
        rounds = self.sudo()
        own = rounds.search([("user_id", "=", self.env.uid), ("card_id", "=", card.id)])
        if not own:
            with looked_for():
                own = rounds.create({"card_id": card.id})
        return own

    def _get_handled(self):
        """Return what was done with each row, by id. What was put off or skipped on another day is
        to be looked at again, and so is an event that is open again: logging has closed it."""
        today = fields.Date.to_string(self.user_id._get_sales_day())
        is_lasting = self.card_id.model != "mail.activity"
        return {
            int(res_id): done
            for res_id, (done, day) in (self.handled or {}).items()
            if day == today or (done == "logged" and is_lasting)
        }

    def _note(self, res_id, done):
        """Remember what was done with a row; None: it is to be looked at again."""
        handled = dict(self.handled or {})
        handled.pop(str(res_id), None)
        if done:
            today = fields.Date.to_string(self.user_id._get_sales_day())
            handled[str(res_id)] = [done, today]
        self.handled = handled

    def _restart(self, with_logged=True):
        """Begin anew: with all rows, or with those that were skipped or put off."""
        kept = {} if with_logged else self.handled or {}
        self.write(
            {
                "handled": {key: value for key, value in kept.items() if value[0] == "logged"},
                "started_on": self.user_id._get_sales_day(),
            }
        )

    def _claim(self, record):
        """Say which row is before the eyes now; an empty record: none."""
        self.write(
            {
                "current_model": record._name,
                "current_id": record.id,
                "current_since": fields.Datetime.now(),
            }
        )

    def _get_claims(self, model):
        """Return who has which record of a model before the eyes, but for oneself.

        :return: dict ``{record id: name of the colleague}``
        """
        # sudo: rounds are their sellers'; of colleagues nothing but the name is said, and that only
        # beside a record that one may read
        rounds = self.sudo().search(
            [
                ("current_model", "=", model),
                ("current_id", "!=", 0),
                ("current_since", ">", fields.Datetime.now() - CLAIM_TIME),
                ("user_id", "!=", self.env.uid),
            ]
        )
        return {other.current_id: other.user_id.name for other in rounds}
