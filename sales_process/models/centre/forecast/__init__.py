from . import sales_forecast_snapshot
from . import sales_forecast_report
from . import sales_centre
from . import quota
from . import slipped
from . import judged
from . import install
