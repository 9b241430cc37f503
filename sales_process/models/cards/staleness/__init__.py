from . import sales_stale_mixin
from . import mail_activity
from . import calendar_event
from . import crm_lead
from . import sales_card
from . import ir_websocket
