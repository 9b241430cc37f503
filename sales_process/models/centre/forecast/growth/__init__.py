from . import sales_won_report
from . import sales_centre
