from . import base_partner_merge
from . import mail_activity_schedule
from . import sales_event_log
from . import sales_process_template_load
from . import sales_process_template_load_line
