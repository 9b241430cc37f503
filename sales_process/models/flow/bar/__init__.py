from . import crm_lead
from . import next_step
from . import actions
