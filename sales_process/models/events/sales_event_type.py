from odoo import fields, models


class SalesEventType(models.Model):
    """What an event was about: first call, follow-up, demonstration."""

    _name = "sales.event.type"
    _description = "Event Type"
    _inherit = "sales.input.mixin"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "There is an event type of this name already.")
