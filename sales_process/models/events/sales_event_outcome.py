from odoo import fields, models


class SalesEventOutcome(models.Model):
    """How an event went. Only outcomes marked *held* count toward targets and answer prospects."""

    _name = "sales.event.outcome"
    _description = "Event Outcome"
    _inherit = "sales.input.mixin"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_held = fields.Boolean(
        "Held",
        help="The contact or visit took place. Events with other outcomes stay in the log, but "
        "they count toward no target and answer no prospect.",
    )

    _name_uniq = models.Constraint("UNIQUE(name)", "There is an outcome of this name already.")
