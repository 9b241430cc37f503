from . import sales_process_demo
