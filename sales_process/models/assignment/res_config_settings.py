from odoo import fields, models

SALESMAN = "sales_team.group_sale_salesman"


class ResConfigSettings(models.TransientModel):
    """What not every company needs of assignment, in sight when it is switched on."""

    _inherit = "res.config.settings"

    group_territories = fields.Boolean(
        "Territories",
        group=SALESMAN,
        implied_group="sales_process.group_territories",
    )
    group_load = fields.Boolean(
        "Load and Capacity",
        group=SALESMAN,
        implied_group="sales_process.group_load",
    )
    group_dry_run = fields.Boolean(
        "Dry Run",
        group=SALESMAN,
        implied_group="sales_process.group_dry_run",
    )
