from . import sales_handover
from . import parts
from . import moves
