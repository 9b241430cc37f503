from . import crm_lead
from . import sales_centre
