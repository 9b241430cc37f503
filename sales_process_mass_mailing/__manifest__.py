{
    "name": "Sales Process: Mailing Lists",
    "summary": "Opportunities join and leave mailing lists by stage, and an opt-out is never undone",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Process contributors",
    "license": "LGPL-3",
    "depends": ["sales_process", "mass_mailing_crm"],
    "data": ["security/ir.model.access.csv", "views/crm_stage_views.xml"],
    "auto_install": True,
}
