from . import base_partner_merge
from . import mail_activity_schedule
from . import sales_event_log
from . import sales_process_template_load
from . import sales_process_template_load_line
from . import crm_assignment_dry_run
from . import crm_assignment_dry_run_line
from . import crm_assignment_dry_run_share
