from . import account_move
from . import crm_lead
from . import pos_order
