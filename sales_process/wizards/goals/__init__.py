from . import sales_process_template_load
