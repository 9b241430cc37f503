from . import sales_process_checkup
