from . import crm_assignment_dry_run
from . import crm_assignment_dry_run_line
from . import crm_assignment_dry_run_share
