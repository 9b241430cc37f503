from . import events
from . import cards
from . import process
from . import flow
from . import goals
from . import assignment
from . import handover
from . import audit
