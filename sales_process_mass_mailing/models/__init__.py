from . import crm_stage
from . import crm_lead
from . import mailing_contact
from . import sales_process_refusal
