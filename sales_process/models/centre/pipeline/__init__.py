from . import sales_centre
from . import stages
