from . import mail_thread
from . import crm_lead
