from . import crm_lead
from . import mail_activity_plan_template
