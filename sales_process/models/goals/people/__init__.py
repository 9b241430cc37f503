from . import crm_stage_goal
from . import crm_lead
from . import crm_lead_person
from . import mail_activity
