from . import sales_customer_panel
