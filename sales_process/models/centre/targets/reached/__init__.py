from . import sales_target
from . import sales_target_report
