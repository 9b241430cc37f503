from . import crm_lead
from . import sale_order
from . import account_move
from . import sales_card
from . import computed
