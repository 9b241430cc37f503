from . import sales_forecast_snapshot
from . import sales_forecast_report
from . import sales_centre
