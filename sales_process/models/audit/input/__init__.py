from . import mail_activity
from . import mail_activity_type
from . import mail_activity_plan_template
from . import mail_activity_schedule
from . import crm_team
from . import res_company
from . import res_config_settings
from . import sale_order
