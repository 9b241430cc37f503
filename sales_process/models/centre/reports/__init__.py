from . import sales_report_mixin
from . import sales_event_report
from . import sales_opportunity_report
from . import sales_quotation_report
from . import sales_won_report
from . import sales_move_report
from . import sales_funnel_report
