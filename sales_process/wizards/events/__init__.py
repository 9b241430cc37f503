from . import base_partner_merge
from . import mail_activity_schedule
from . import sales_event_log
from . import programs
from . import planned
