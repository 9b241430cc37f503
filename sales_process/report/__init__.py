from . import report_sales_activity
