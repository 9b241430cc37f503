from . import sales_target_table
from . import saving
