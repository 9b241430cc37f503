from . import crm_lead
from . import sale_order
from . import sales_card
from . import stock_picking
