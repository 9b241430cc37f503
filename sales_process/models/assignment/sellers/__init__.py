from . import res_users
from . import crm_assignment_rule
