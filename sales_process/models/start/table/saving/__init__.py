from . import sales_target_table
