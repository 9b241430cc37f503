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
        "data/sales_event_data.xml",
        "views/sales_event_category_views.xml",
        "views/sales_event_outcome_views.xml",
        "views/sales_event_type_views.xml",
        "views/sales_process_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
    "application": True,
}
