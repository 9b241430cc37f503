{
    "name": "Sales Process: Point of Sale",
    "summary": "Orders that are settled in Point of Sale in the flow from opportunity to payment",
    "version": "19.0.1.1.0",
    "category": "Sales/CRM",
    "author": "Sales Process contributors",
    "website": "https://sales-process.example",
    "maintainers": ["sales-process"],
    "development_status": "Beta",
    "license": "LGPL-3",
    "images": ["static/description/goal_checklist_wide.png"],
    "depends": ["sales_process", "pos_sale"],
    "auto_install": True,
}
