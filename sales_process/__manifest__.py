{
    "name": "Sales Process",
    "summary": "Seller's view of cards, event categories, weighted stages, and a flow from opportunity to payment",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Sales Process contributors",
    "license": "LGPL-3",
    "depends": ["crm", "sale_crm", "sale_management"],
    "data": [
        "security/ir.model.access.csv",
        "security/sales_card_security.xml",
        "data/sales_event_data.xml",
        "data/ir_cron_data.xml",
        "wizards/sales_event_log_views.xml",
        "wizards/mail_activity_schedule_views.xml",
        "views/mail_activity_type_views.xml",
        "views/mail_activity_views.xml",
        "data/sales_card_data.xml",
        "views/sales_event_category_views.xml",
        "views/sales_event_outcome_views.xml",
        "views/sales_event_type_views.xml",
        "views/sales_card_views.xml",
        "views/sales_process_menus.xml",
    ],
    "pre_init_hook": "pre_init_hook",
    "assets": {
        "web.assets_backend": [
            "sales_process/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "sales_process/static/tests/**/*.test.js",
        ],
        "web.assets_tests": [
            "sales_process/static/tests/tours/**/*",
        ],
    },
    "post_init_hook": "post_init_hook",
    "application": True,
}
