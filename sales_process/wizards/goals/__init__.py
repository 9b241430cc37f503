from . import sales_praise
from . import sales_process_template_load
