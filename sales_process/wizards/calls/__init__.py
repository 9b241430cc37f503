from . import sales_call_secret
from . import sales_event_log
