from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesWeightMixin(models.AbstractModel):
    """A percentage of the contract value that counts in the sales forecast, from 0 to 100."""

    _name = "sales.weight.mixin"
    _description = "Weighted in the Sales Forecast"
    _inherit = "sales.input.mixin"

    weight = fields.Float(
        string="Weight (%)",
        help="Percentage of the contract value that counts in the sales forecast, 0 to 100.",
    )

    @api.constrains("weight")
    def _check_weight(self):
        for record in self:
            if not 0 <= record.weight <= 100:
                raise ValidationError(
                    self.env._(
                        "The weight of %(record)s is %(weight)g. Give a percentage from 0 to 100.",
                        record=record._get_weighted_name(),
                        weight=record.weight,
                    )
                )

    def _get_weighted_name(self):
        """How a message names what is weighted. To be extended by names that say more."""
        self.ensure_one()
        return f"“{self.display_name}”"
