from . import test_mailing_lists
