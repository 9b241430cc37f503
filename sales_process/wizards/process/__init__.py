from . import sales_process_template_import
from . import sales_process_template_load
from . import sales_process_template_load_line
