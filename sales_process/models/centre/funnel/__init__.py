from . import crm_stage
from . import sales_centre
