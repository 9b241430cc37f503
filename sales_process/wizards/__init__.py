from . import events
from . import cards
from . import process
from . import flow
from . import assignment
from . import handover
from . import audit
