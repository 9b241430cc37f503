from odoo.tests import HttpCase, tagged

from .common import SalesProcessCommon

SELLERS = "sales_process_sellers_day"
MANAGERS = ["sales_process_managers_morning", "sales_process_setting_up"]
# what Odoo says in the browser's log when it points at the first step and waits for a click
POINTS = "click .o_sales_card_board a.o_sales_card_name"


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestTours(SalesProcessCommon, HttpCase):
    """I8: three tours that a user starts, each to its end, as the one whom it is for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.seller + cls.manager:
            user.password = user.login
        cls.tours = cls.env["web_tour.tour"].with_user(cls.seller)

    def _take(self, name, user):
        """Follow a tour; it leaves everything as it was."""
        events = self.env["mail.activity"].with_context(active_test=False).search_count([])
        tour = self.env["web_tour.tour"].search([("name", "=", name)])
        self.start_tour(tour.url, name, login=user.login)
        self.env.invalidate_all()
        self.assertEqual(
            self.env["mail.activity"].with_context(active_test=False).search_count([]), events
        )

    def test_sellers_day(self):
        self._take(SELLERS, self.seller)

    def test_managers_morning(self):
        self._take(MANAGERS[0], self.manager)

    def test_setting_up(self):
        self._take(MANAGERS[1], self.manager)

    def test_link_of_the_invitation(self):
        """It opens the seller's view with the first bubble of the tour."""
        self.browser_js(
            "/odoo/sellers-tour", "", ready="true", login=self.seller.login, success_signal=POINTS
        )
        self.env.invalidate_all()
        self.assertTrue(self.seller.tour_enabled, "Odoo shows no bubbles without it")
        self.assertFalse(self.tours.consume(SELLERS))
        self.assertFalse(self.seller.tour_enabled, "no tour of Odoo's begins after ours")

    def test_each_is_offered_to_whom_it_is_for(self):
        self.assertEqual(self.tours._get_sales_tours(), [SELLERS])
        managers = self.tours.with_user(self.manager)
        self.assertEqual(managers._get_sales_tours(), [SELLERS, *MANAGERS])
        public = self.tours.with_user(self.env.ref("base.public_user"))
        self.assertEqual(public._get_sales_tours(), [])
        self.seller.tour_enabled = True
        started = (self.tours.get_current_tour() or {}).get("name")
        self.assertNotIn(started, [SELLERS, *MANAGERS], "none begins by itself")
