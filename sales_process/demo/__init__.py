from . import sales_process_demo
from . import sales_centre_demo
