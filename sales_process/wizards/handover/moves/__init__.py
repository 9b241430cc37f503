from . import sales_handover
