from . import sale_order
from . import payment_transaction
from . import mail_activity
