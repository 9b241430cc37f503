from . import sales_weight_mixin
from . import crm_stage
from . import crm_lead
