from . import sales_process_checkup
from . import pipelines
from . import people
from . import activities
from . import screens
