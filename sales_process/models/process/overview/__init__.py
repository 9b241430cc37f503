from . import crm_stage
from . import crm_team
from . import sales_process_template
