from . import sales_customer_panel
from . import access
from . import open
from . import timeline
from . import people
from . import figures
from . import res_partner
