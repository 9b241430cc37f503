from . import mail_thread
from . import crm_lead
from . import ir_actions_server
