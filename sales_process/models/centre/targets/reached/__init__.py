from . import sales_target
