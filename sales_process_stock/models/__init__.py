from . import crm_lead
from . import stock_picking
