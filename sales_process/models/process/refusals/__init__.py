from . import sales_process_refusal
from . import crm_lead
