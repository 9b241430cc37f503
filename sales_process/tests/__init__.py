from . import test_stage_history
from . import test_answers
from . import test_event_facts
from . import test_event_log
from . import test_event_meetings
from . import test_event_outgoing
from . import test_event_spawn
from . import test_events
