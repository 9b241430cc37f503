from . import sales_centre
from . import attribution
