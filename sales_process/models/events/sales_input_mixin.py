from odoo import api, models

from ...tools.values import check_values


class SalesInputMixin(models.AbstractModel):
    """Values that cannot be kept are refused in words, whoever sends them: a form, an import, a
    program."""

    _name = "sales.input.mixin"
    _description = "Checked Input of the Sales Process"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            check_values(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        check_values(self, vals)
        return super().write(vals)
