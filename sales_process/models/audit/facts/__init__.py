from . import sales_facts_mixin
from . import crm_lead
from . import mail_activity
from . import sale_order
from . import res_partner
from . import calendar_event
