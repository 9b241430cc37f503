"""What is out of sight on day one stays in sight where a company uses it already."""

from odoo import SUPERUSER_ID, api

USED = {
    "group_territories": "SELECT EXISTS (SELECT FROM crm_territory)",
    "group_load": "SELECT EXISTS (SELECT FROM crm_assignment_rule"
    " WHERE method = 'load' OR capacity <> 'prefer')",
    "group_dry_run": "SELECT EXISTS (SELECT FROM crm_assignment_rule)",
    "group_calibration": "SELECT EXISTS (SELECT FROM crm_lead WHERE won_status IN ('won', 'lost'))",
}


def migrate(cr, _version):
    """Switched on as the settings of CRM do it."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name, query in USED.items():
        cr.execute(query)
        if cr.fetchone()[0]:
            feature = env.ref(f"sales_process.{name}")
            env.ref("sales_team.group_sale_salesman").implied_ids |= feature
