from . import res_users
from . import sales_handover_log
from . import sales_handover_log_line
