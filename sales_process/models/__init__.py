from . import sales_event_category
from . import sales_event_outcome
from . import sales_event_type
from . import mail_activity_type
from . import mail_activity
