from . import mail_activity
from . import calendar_event
from . import calendar_attendee
