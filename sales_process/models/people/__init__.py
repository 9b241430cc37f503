from . import crm_lead_person
from . import crm_lead
from . import mail_activity
from . import sales_card
