from odoo import models


class CrmStage(models.Model):
    """A stage is what its fields can hold, before anything is computed of it."""

    _name = "crm.stage"
    _inherit = ["sales.input.mixin", "crm.stage"]

    _longest_name = None
