from . import sales_centre
