from odoo import models


class CrmTeam(models.Model):
    """The template of a team's quotations is one that there is."""

    _name = "crm.team"
    _inherit = ["sales.input.mixin", "crm.team"]

    _checked_fields = ("sale_order_template_id",)
