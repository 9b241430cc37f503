from . import sales_process_start_stage
from . import sales_process_start
from . import loading
