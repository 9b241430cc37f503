from . import events
from . import process
from . import assignment
from . import handover
