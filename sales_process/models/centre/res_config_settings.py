from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """Whether weights are compared with what is predicted and observed."""

    _inherit = "res.config.settings"

    group_calibration = fields.Boolean(
        "Three Percentages",
        group="sales_team.group_sale_salesman",
        implied_group="sales_process.group_calibration",
        help="Compare the weight of each stage with the probability that is predicted and with what"
        " was won.",
    )
