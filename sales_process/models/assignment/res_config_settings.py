from odoo import fields, models

SALESMAN = "sales_team.group_sale_salesman"


class ResConfigSettings(models.TransientModel):
    """What not every company needs of assignment, in sight when it is switched on."""

    _inherit = "res.config.settings"

    group_territories = fields.Boolean(
        "Territories",
        group=SALESMAN,
        implied_group="sales_process.group_territories",
        help="Group leads by the country, state or postal code of their address, in lists, rules"
        " and figures.",
    )
    group_load = fields.Boolean(
        "Load and Capacity",
        group=SALESMAN,
        implied_group="sales_process.group_load",
        help="Assignment rules may choose the salesperson with the fewest open leads, and say what"
        " becomes of those whose capacity is full.",
    )
    group_dry_run = fields.Boolean(
        "Dry Run",
        group=SALESMAN,
        implied_group="sales_process.group_dry_run",
        help="Try assignment rules on past leads: who would have got which, and why.",
    )
