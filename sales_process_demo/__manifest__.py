{
    "name": "Sales Process: Demo",
    "summary": "For trying things out: a made-up sales team with a year of work. Not for a company's own database",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Sales Process contributors",
    "license": "LGPL-3",
    "depends": ["sales_process"],
    "data": [
        "data/res_users_data.xml",
        "data/crm_team_data.xml",
        "data/crm_territory_data.xml",
        "data/crm_assignment_rule_data.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
