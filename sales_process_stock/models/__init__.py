from . import crm_lead
from . import sale_order
from . import sales_card
from . import sales_customer_panel
from . import sales_process_audit
from . import stock_picking
