from . import crm_stage_goal
from . import crm_lead
from . import tasks
from . import mails
from . import mail_activity
from . import sales_achievement
