from . import res_users
from . import mail_activity
