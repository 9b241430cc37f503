from . import sales_process_audit
from . import stays
from . import weights
from . import flow
from . import references
from . import facts
