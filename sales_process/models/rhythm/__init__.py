from . import res_partner
from . import res_partner_category
from . import crm_territory
from . import crm_lead
from . import mail_activity
from . import sales_card
