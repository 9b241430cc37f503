from odoo.tests import HttpCase, tagged

from .common import SalesProcessCommon


@tagged("post_install", "-at_install")
class TestSalesCardTour(SalesProcessCommon, HttpCase):
    def test_seller_and_manager(self):
        """A1, A2, A4, A5, A6, A9, A10: a seller works on the cards, a manager looks at them."""
        self._create_event(self.prospect_category, summary="Registered at the fair")
        for user in self.seller + self.manager:
            user.password = user.login
        self.start_tour("/odoo/sellers-view", "sales_card_seller", login=self.seller.login)
        cards = (
            self.env["sales.card"]
            .with_user(self.seller)
            .search([("is_on_view", "=", True)], order="view_sequence, sequence, id")
        )
        self.assertEqual(cards[0], self.env.ref("sales_process.card_my_tasks"))
        self.assertNotEqual(self.env["sales.card"].search([])[0], cards[0])
        self.start_tour("/odoo/sellers-view", "sales_card_manager", login=self.manager.login)

    def test_app_opens_on_the_sellers_view(self):
        """A1: the CRM app opens on the seller's view, for sellers and for managers."""
        root = self.env.ref("crm.crm_menu_root")
        for user in self.seller + self.manager:
            menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
            first = menus[menus[root.id]["children"][0]]
            self.assertEqual(first["id"], self.env.ref("sales_process.sales_card_menu_view").id)
            self.assertEqual(first["action_path"], "sellers-view")
