from . import res_company
from . import calendar_event
