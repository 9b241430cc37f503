from . import sales_process_start
from . import sales_card
from . import sales_centre
