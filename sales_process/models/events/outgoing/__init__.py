from . import mail_activity_mixin
from . import mail_activity
from . import crm_lead
from . import res_partner
