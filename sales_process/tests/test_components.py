from odoo.tests import tagged

from .hoot import HootCase

# How many Hoot tests there are; some are for a desktop's or a phone's screen alone
DESKTOP_TESTS = 101
PHONE_TESTS = 85


@tagged("-at_install", "post_install", "sales_process_core_only")
class TestSalesProcessJs(HootCase):
    def test_components_on_desktop(self):
        """A1: the components work on a desktop's screen."""
        self.assertHootTests("sales_process", DESKTOP_TESTS)


@tagged("-at_install", "post_install", "sales_process_core_only")
class TestSalesProcessJsMobile(HootCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_components_on_a_phone(self):
        """A1: the components work on a phone's screen."""
        self.assertHootTests("sales_process", PHONE_TESTS, "mobile")
