from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools.convert import convert_file

from .common import SalesProcessCommon


@tagged("post_install", "-at_install", "sales_process_full_only")
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

    def _prepare_rows(self):
        """A call that is due, and a prospect."""
        self.seller.password = self.seller.login
        today = fields.Date.to_string(self.seller._get_sales_day())
        self._create_event(
            self.action_category, record=self.lead, summary="Call Acme", date_deadline=today
        )
        self._create_event(
            self.prospect_category, record=self.other_customer, summary="Registered at the fair"
        )

    def test_rows_act(self):
        """H1: by mouse: done and undone with one click, put off, done with a note, logged."""
        self._prepare_rows()
        self.start_tour("/odoo/sellers-view", "sales_card_rows", login=self.seller.login)
        done = self.env["mail.activity"].search(
            [("user_id", "=", self.seller.id), ("active", "=", False), ("is_held", "=", True)]
        )
        self.assertEqual(set(done.mapped("feedback")), {"Wants an offer", False})

    def test_link_to_a_sellers_view(self):
        """A10: a link to a seller's view, or F5 in a new tab, opens it within the app's menus."""
        self.manager.password = self.manager.login
        self.start_tour(
            f"/odoo/{self.seller.id}/view-of-seller", "sales_card_link", login=self.manager.login
        )

    def test_sellers_view_is_the_first_entry(self):
        """A1: the first entry of CRM, for sellers and for managers; the app itself opens where it
        did, and a seller makes the view the start of the day."""
        root = self.env.ref("crm.crm_menu_root")
        pipeline = self.env.ref("crm.menu_crm_opportunities").action
        for user in self.seller + self.manager:
            menus = self.env["ir.ui.menu"].with_user(user).load_web_menus(False)
            first = menus[menus[root.id]["children"][0]]
            self.assertEqual(first["id"], self.env.ref("sales_process.sales_card_menu_view").id)
            self.assertEqual(first["actionPath"], "sellers-view")
            self.assertEqual(menus[root.id]["actionID"], pipeline.id)
            self.assertEqual(menus[root.id]["actionPath"], pipeline.path)
        cards = self.env["sales.card"].with_user(self.seller)
        self.assertFalse(cards.get_view_info()["is_start_page"])
        cards.action_toggle_start_page()
        self.assertEqual(
            self.seller.action_id.id, self.env.ref("sales_process.sales_card_action_view").id
        )
        self.assertTrue(cards.get_view_info()["is_start_page"])
        cards.action_toggle_start_page()
        self.assertFalse(self.seller.action_id)

    def test_company_says_where_the_app_opens(self):
        """A1: an action that a company has set on CRM's own menu stays at an update."""
        root = self.env.ref("crm.crm_menu_root")
        pipeline = root.action
        for action, kept in (
            (self.env.ref("crm.crm_lead_action_my_activities"), True),
            (False, False),
        ):
            root.action = action
            with self.subTest(action=action):
                convert_file(
                    self.env,
                    "sales_process",
                    "views/sales_process_menus.xml",
                    {},
                    mode="update",
                )
                self.assertEqual(root.action, action if kept else pipeline)


@tagged("post_install", "-at_install", "sales_process_full_only")
class TestSalesCardTouch(TestSalesCardTour):
    """The same on a phone's screen, where a finger finds the menu of each row."""

    browser_size = "375x667"
    touch_enabled = True

    def test_rows_act_by_touch(self):
        """H1: by touch: put off, done with a note, a visit logged."""
        self._prepare_rows()
        self.start_tour("/odoo/sellers-view", "sales_card_rows_by_touch", login=self.seller.login)
