from . import crm_lead_stage_history
from . import crm_stage
from . import crm_lead
from . import ir_actions_server
