from . import sales_process_audit_line
