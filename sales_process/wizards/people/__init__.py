from . import sales_event_log
