from . import res_company
from . import res_config_settings
from . import res_partner
from . import res_users
from . import sales_event_outcome
from . import sales_call
from . import reading
from . import finding
