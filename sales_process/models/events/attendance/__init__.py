from . import res_users
from . import mail_activity
from . import calendar_event
