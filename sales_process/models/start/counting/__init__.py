from . import sales_process_start_type
from . import sales_process_start
