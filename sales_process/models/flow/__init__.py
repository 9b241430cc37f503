from . import crm_lead
from . import facts
from . import currencies
from . import rights  # before what works the queue off: rules may pass on what is carried on
from . import documents
from . import asking
from . import wording
from . import following
from . import refusals
from . import quotations
from . import answers
from . import copies
from . import versions
from . import bar
from . import installation
from . import sales_card
from . import rows
from . import staleness
