from . import sales_process_start
