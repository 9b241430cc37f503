from . import crm_lead
from . import sale_order
from . import sales_card
from . import sales_customer_panel
from . import stock_picking
