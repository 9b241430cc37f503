from . import crm_territory
from . import territories
from . import crm_assignment_rule
from . import res_users
from . import crm_lead
