from odoo import models


class ResUsers(models.Model):
    """The extension of a user is one line that can be kept."""

    _name = "res.users"
    _inherit = ["sales.input.mixin", "res.users"]

    _checked_fields = ("phone_extension",)
    _longest_name = None
