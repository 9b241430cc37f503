from . import test_mailing_lists
from . import test_mailing_refusals
