from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.modules.module import load_script
from odoo.tests.common import new_test_user
from odoo.tools import file_path

from .cards_common import TestSalesCardCommon

SIX = [
    "card_new_prospects",
    "card_my_targets",
    "card_my_tasks",
    "card_planned_events",
    "card_sales_actions",
    "card_customer_visits",
]


class TestCardsOnOffer(TestSalesCardCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner_card.unlink()
        cls.newcomer = new_test_user(
            cls.env,
            "sp_newcomer",
            "sales_team.group_sale_salesman",
            company_id=cls.company_main.id,
            company_ids=[Command.set(cls.company_main.ids)],
        )
        cls.six = cls.env["sales.card"].concat(
            *(cls.env.ref(f"sales_process.{name}") for name in SIX)
        )
        cls.stale = cls.env.ref("sales_process.card_stale_opportunities")

    def _get_view(self, user, **context):
        Card = self.env["sales.card"].with_user(user).with_context(**context)
        return Card.search([("is_on_view", "=", True)], order="view_sequence, sequence, id")

    def test_six_cards_on_day_one(self):
        """H10: a new user sees prospects, targets, tasks, what comes up, actions and visits."""
        self.assertEqual(self._get_view(self.newcomer), self.six)
        manager = self._get_view(self.manager)
        self.assertEqual(manager, self.six)
        hidden = self._get_view(self.newcomer, show_hidden_cards=True)
        self.assertEqual(hidden, self.six)

    def test_the_others_are_offered_with_what_they_would_show(self):
        """H10: the offer says how many rows a card would have now, and shows the first ones."""
        lead = self.lead.copy({"user_id": self.newcomer.id})
        offered = {
            card["id"]: card
            for card in self.env["sales.card"].with_user(self.newcomer).get_offered_cards()
        }
        opportunities = offered[self.env.ref("sales_process.card_open_opportunities").id]
        self.assertEqual((opportunities["count"], opportunities["error"]), (1, ""))
        self.assertEqual([row["id"] for row in opportunities["rows"]], lead.ids)
        self.assertEqual(opportunities["columns"][0]["name"], "name")
        self.assertFalse(offered.keys() & set(self.six.ids))
        # for managers only
        praise = self.env.ref("sales_process.card_achievements_to_praise")
        self.assertNotIn(praise.id, offered)
        for_manager = self.env["sales.card"].with_user(self.manager).get_offered_cards()
        self.assertIn(praise.id, [card["id"] for card in for_manager])

    def test_add_and_hide(self):
        """H10: a card that was added is on that seller's view only, until it is hidden."""
        stale = self.stale.with_user(self.newcomer)
        stale.action_add()
        self.assertEqual(self._get_view(self.newcomer), self.six + self.stale)
        self.assertEqual(self._get_view(self.seller), self.six)
        as_seen = self._get_view(self.manager, card_user_id=self.newcomer.id)
        self.assertEqual(as_seen, self.six + self.stale)
        offered = self.env["sales.card"].with_user(self.newcomer).get_offered_cards
        self.assertNotIn(self.stale.id, [card["id"] for card in offered()])
        stale.action_hide()
        self.assertEqual(self._get_view(self.newcomer), self.six)
        self.assertIn(self.stale.id, [card["id"] for card in offered()])
        stale.action_add()
        self.assertIn(self.stale, self._get_view(self.newcomer))

    def test_cards_of_ones_own_are_on_the_view(self):
        """H10: a personal card, and one that a company makes for all, are not on offer."""
        action = self.stale.with_user(self.newcomer).action_make_personal()
        for_all = self._create_card(name="For all", model="crm.lead")
        view = self._get_view(self.newcomer)
        self.assertLessEqual(self.env["sales.card"].browse(action["res_id"]) + for_all, view)

    def test_an_upgrade_leaves_the_views_as_they_are(self):
        """H10: who was there before keeps every card, who comes later sees six."""
        since = self.env.ref("sales_process.card_unassigned")
        since |= self.env.ref("sales_process.card_refusals")
        since |= self.env.ref("sales_process.card_customers_to_contact")
        since |= self.env.ref("sales_process.card_customers_of_nobody")
        since |= self.env.ref("sales_process.card_new_leads")
        since |= self.env.ref("sales_process.card_leads_of_nobody")
        since |= self.env.ref("sales_process.card_untouched_opportunities")
        cards = self.env["sales.card"].search([("user_id", "=", False)]) - since
        optional = cards.filtered("is_optional")
        cards.is_optional = False
        before = self._get_view(self.seller)
        self.env.flush_all()
        path = file_path("sales_process/migrations/19.0.1.1.0/post-offer.py")
        load_script(path, "post_offer").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(cards.filtered("is_optional"), optional)
        self.assertEqual(self._get_view(self.seller), before)
        later = new_test_user(self.env, "sp_later", "sales_team.group_sale_salesman")
        self.assertEqual(self._get_view(later), self.six)

    def test_only_the_own_view_grows(self):
        """H10: nobody adds cards to another seller's view, or cards that are not to be seen."""
        cards = self.env["sales.card"].with_user(self.manager)
        cards = cards.with_context(card_user_id=self.newcomer.id)
        with self.assertRaisesRegex(UserError, "only the seller"):
            cards.get_offered_cards()
        with self.assertRaisesRegex(UserError, "only the seller"):
            cards.browse(self.stale.id).action_add()
        praise = self.env.ref("sales_process.card_achievements_to_praise")
        with self.assertRaises(AccessError):
            praise.with_user(self.newcomer).action_add()
