from . import sales_process_file_mixin
from . import sales_process_template
from . import sales_process_stage_mixin
from . import sales_process_template_stage
from . import crm_stage
from . import crm_team
from . import ir_module_module
