from . import sales_process_stage_mixin
from . import sales_process_template_stage
