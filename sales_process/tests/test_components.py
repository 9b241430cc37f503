from odoo.tests import tagged

from .hoot import HootCase


@tagged("-at_install", "post_install")
class TestSalesProcessJs(HootCase):
    def test_components_on_desktop(self):
        """A1: the components work on a desktop's screen."""
        self.assertGreater(self.run_hoot("sales_process"), 5)


@tagged("-at_install", "post_install")
class TestSalesProcessJsMobile(HootCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_components_on_a_phone(self):
        """A1: the components work on a phone's screen."""
        self.assertGreater(self.run_hoot("sales_process", "mobile"), 5)
