from . import sales_target
from . import sales_target_report
from . import reached
from . import sales_centre
from . import sales_card
from . import mail_activity
