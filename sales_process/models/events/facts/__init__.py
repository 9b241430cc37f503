from . import mail_activity
from . import mail_activity_mixin
from . import ir_model
from . import crm_lead
from . import res_partner
