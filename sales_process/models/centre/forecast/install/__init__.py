from . import sales_forecast_snapshot
