from . import sales_process_checkup_line
