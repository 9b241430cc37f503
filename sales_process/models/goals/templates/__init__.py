from . import sales_process_stage_mixin
from . import sales_process_template_task
from . import sales_process_template_stage
from . import mail_activity_plan_template
from . import crm_stage_goal
