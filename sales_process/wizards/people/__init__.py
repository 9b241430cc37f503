from . import base_partner_merge
from . import sales_event_log
