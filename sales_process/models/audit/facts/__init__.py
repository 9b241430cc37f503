from . import crm_lead
from . import mail_activity
from . import sale_order
