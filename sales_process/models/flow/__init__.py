from . import crm_lead
from . import facts
from . import documents
from . import following
from . import quotations
from . import answers
from . import bar
from . import installation
