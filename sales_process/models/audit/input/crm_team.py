from odoo import models


class CrmTeam(models.Model):
    """What the process of a team says, and the template of its quotations, are what they can be."""

    _name = "crm.team"
    _inherit = ["sales.input.mixin", "crm.team"]

    _checked_fields = ("process_guidance", "process_template_id", "sale_order_template_id")
