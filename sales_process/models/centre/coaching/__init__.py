from . import sales_centre
from . import mail_activity
