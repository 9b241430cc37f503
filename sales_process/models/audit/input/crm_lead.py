from odoo import models


class CrmLead(models.Model):
    """An opportunity is what its fields can hold, before anything is computed of it."""

    _name = "crm.lead"
    _inherit = ["sales.input.mixin", "crm.lead"]

    _longest_name = None
