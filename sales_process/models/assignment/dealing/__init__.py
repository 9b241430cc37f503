from . import crm_assignment_rule
