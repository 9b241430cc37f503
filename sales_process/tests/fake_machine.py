from odoo import fields, models


class FakeMachine(models.Model):
    """A record of some other addon with activities: at a customer, looked after by a user."""

    _name = "sales.process.fake.machine"
    _description = "Machine"
    _inherit = ["mail.thread", "mail.activity.mixin"]

    name = fields.Char(required=True)
    partner_id = fields.Many2one("res.partner")
    user_id = fields.Many2one("res.users")
    hours = fields.Float()
