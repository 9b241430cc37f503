from . import sales_process_audit
