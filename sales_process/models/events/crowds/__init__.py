from . import ir_http
from . import mail_followers
