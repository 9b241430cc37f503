from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests.common import new_test_user

from .cards_common import TestSalesCardCommon


class TestSalesCardRights(TestSalesCardCommon):
    def test_seller_makes_and_changes_own_cards(self):
        """A6: a seller makes a card of the own from a shared one, and may not change that one."""
        card = self._as(self.partner_card, self.seller)
        action = card.action_make_personal()
        personal = card.browse(action["res_id"])
        self.assertEqual(personal.user_id, self.seller)
        self.assertEqual(personal.domain, card.domain)
        personal.write({"name": "Mine", "period": "year", "date_field_name": "create_date"})
        with self.assertRaises(AccessError):
            card.write({"name": "No"})
        with self.assertRaises(AccessError):
            card.unlink()
        with self.assertRaises(AccessError):
            card.create({"name": "For all", "model": "res.partner", "user_id": False})
        own = card.create({"name": "For me", "model": "res.partner"})
        self.assertEqual(own.user_id, self.seller)
        personal.unlink()

    def test_personal_cards_are_personal(self):
        """A6: a personal card is on nobody else's view."""
        personal = self._create_card(name="Mine", model="res.partner", user_id=self.seller.id)
        Card = self.env["sales.card"]
        self.assertIn(personal, Card.with_user(self.seller).search([("is_on_view", "=", True)]))
        self.assertNotIn(personal, Card.with_user(self.seller2).search([]))
        self.assertNotIn(personal, Card.with_user(self.manager).search([("is_on_view", "=", True)]))
        with self.assertRaises(AccessError):
            personal.with_user(self.seller2).read(["name"])

    def test_who_sees_a_card(self):
        """A6: a card with groups is on the view of their members only."""
        group = self.env["res.groups"].create({"name": "Card group"})
        self.partner_card.group_ids = group
        Card = self.env["sales.card"]
        self.assertNotIn(self.partner_card, Card.with_user(self.seller).search([]))
        self.seller.group_ids += group
        on_view = Card.with_user(self.seller).search([("is_on_view", "=", True)])
        self.assertIn(self.partner_card, on_view)
        # the manager sees the seller's view as the seller does, the own one without it
        as_manager = Card.with_user(self.manager)
        self.assertNotIn(self.partner_card, as_manager.search([("is_on_view", "=", True)]))
        as_seller = as_manager.with_context(card_user_id=self.seller.id)
        self.assertIn(self.partner_card, as_seller.search([("is_on_view", "=", True)]))

    def test_who_may_add(self):
        """A5: a card has a + for who may create what it makes, for a report another model."""
        cards = {
            name: self._create_card(name=name, model=name)
            for name in ("account.move", "crm.lead", "sales.target.report")
        }
        allowed = {
            user: {name for name, card in cards.items() if self._as(card, user).can_create}
            for user in (self.seller, self.manager)
        }
        self.assertEqual(allowed[self.seller], {"crm.lead"})
        self.assertEqual(allowed[self.manager], {"crm.lead", "sales.target.report"})
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        self.assertTrue(self._as(cards["account.move"], self.manager).can_create)
        action = self._as(cards["account.move"], self.manager).action_create_record()
        self.assertEqual(action["context"]["default_move_type"], "out_invoice")

    def test_order_and_hiding_per_seller(self):
        """A6: a seller moves and hides cards on the own view, and nobody else's changes."""
        Card = self.env["sales.card"]
        domain, order = [("is_on_view", "=", True)], "view_sequence, sequence, id"
        mine = Card.with_user(self.seller).search(domain, order=order)
        before = Card.with_user(self.seller2).search(domain, order=order).ids
        self.assertEqual(mine.ids, before)
        moved = (mine[3] + mine[:3] + mine[4:]).ids
        mine.browse(moved[:4]).web_resequence({}, field_name="view_sequence", offset=0)
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, moved)
        self.assertEqual(Card.with_user(self.seller2).search(domain, order=order).ids, before)
        self.assertEqual(self.env["sales.card"].search([("id", "in", before)]).ids, before)
        mine.browse(moved[0]).action_move_down()
        moved[0], moved[1] = moved[1], moved[0]
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, moved)

        mine.browse(moved[2]).action_hide()
        self.assertEqual(
            Card.with_user(self.seller).search(domain, order=order).ids, moved[:2] + moved[3:]
        )
        hidden = Card.with_user(self.seller).with_context(show_hidden_cards=True)
        self.assertEqual(hidden.search(domain, order=order).ids, moved)
        self.assertEqual(hidden.search([*domain, ("is_hidden", "=", True)]).ids, moved[2:3])
        self.assertEqual(Card.with_user(self.seller2).search(domain, order=order).ids, before)
        mine.browse(moved[2]).action_show()
        mine.action_reset_order()
        self.assertEqual(Card.with_user(self.seller).search(domain, order=order).ids, before)

    def test_manager_opens_a_sellers_view(self):
        """A10: a manager sees a seller's view as the seller does: cards, order, hidden, rows."""
        self._create_partners(2)
        personal = self._create_card(name="Sam's", model="res.partner", user_id=self.seller.id)
        mine = self.env["sales.card"].with_user(self.seller)
        domain, order = [("is_on_view", "=", True)], "view_sequence, sequence, id"
        mine.search(domain, order=order)[-1].action_move_up()
        mine.search(domain, order=order)[0].action_hide()
        seen = mine.search(domain, order=order)
        self.assertIn(personal, seen)
        action = mine.with_user(self.manager).action_open_view_of(self.seller.id)
        context = action["context"]
        self.assertEqual(context["card_user_id"], self.seller.id)
        as_seller = mine.with_user(self.manager).with_context(**context)
        self.assertEqual(as_seller.search(domain, order=order).ids, seen.ids)
        for own, managers in zip(seen, as_seller.browse(seen.ids), strict=True):
            with self.subTest(card=own.name):
                self.assertEqual(managers.error, own.error)
                self.assertEqual(managers.record_count, own.record_count)
                self.assertEqual(self._ids(managers), self._ids(own))
        [why] = {row["why"] for row in self._as(self.partner_card, self.manager, **context).preview}
        self.assertEqual(why, "Assigned to Sam Seller")
        info = as_seller.get_view_info()
        self.assertEqual(info["card_user"]["name"], "Sam Seller")
        self.assertFalse(info["is_own"])
        self.assertEqual(info["hidden_count"], 1)

    def test_manager_keeps_own_rights(self):
        """A10: a seller's view is opened within the manager's rights, never beyond."""
        marketing_lead = self.env["crm.lead"].create({"name": "L", "user_id": self.seller.id})
        rule = self.env["ir.rule"].create(
            {
                "name": "Not for Mia",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "domain_force": f"[('id', '!=', {marketing_lead.id})] if user.id == "
                f"{self.marketing.id} else [(1, '=', 1)]",
            }
        )
        self.assertTrue(rule)
        card = self._create_card(model="crm.lead", owner_field_name="user_id")
        context = {"card_user_id": self.seller.id}
        self.assertIn(marketing_lead.id, self._ids(self._as(card, self.manager, **context)))
        self.assertNotIn(marketing_lead.id, self._ids(self._as(card, self.marketing, **context)))

    def test_manager_changes_nothing_on_a_sellers_view(self):
        """A10: only the seller moves and hides the cards of the own view."""
        card = self._as(self.partner_card, self.manager, card_user_id=self.seller.id)
        for method in ("action_hide", "action_show", "action_move_up", "action_reset_order"):
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "only the seller"):
                getattr(card, method)()

    def test_seller_opens_own_view_only(self):
        """A10: a seller who asks for a colleague's view is told that this needs more rights."""
        card = self._as(self.partner_card, self.seller, card_user_id=self.seller2.id)
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.read(["record_count"])
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.action_open_view_of(self.seller2.id)
        with self.assertRaisesRegex(AccessError, "open another seller's view"):
            card.search([("is_on_view", "=", True)])
        own = self._as(card, self.seller, card_user_id=self.seller.id)
        self.assertTrue(own.get_view_info()["is_own"])

    def test_view_of_a_user_who_is_gone(self):
        """A10: the view of a deleted user, or of one of another company, cannot be opened."""
        company = self.env["res.company"].create({"name": "Other Company"})
        stranger = new_test_user(
            self.env,
            "sp_stranger",
            "sales_team.group_sale_salesman",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        Card = self.env["sales.card"].with_user(self.manager)
        for user_id, words in (
            (stranger.id, "cannot be opened"),
            (10**9, "cannot be opened"),
            ("nobody", "“nobody” is no User"),
        ):
            with self.subTest(user_id=user_id), self.assertRaisesRegex(UserError, words):
                Card.action_open_view_of(user_id)
        # an archived seller's view is still opened: what is left there has to be seen
        self.seller2.action_archive()
        self.assertTrue(Card.action_open_view_of(self.seller2.id))

    def test_companies_are_kept_apart(self):
        """A6: a card of another company is not seen."""
        company = self.env["res.company"].create({"name": "Other Company"})
        self.partner_card.company_id = company
        Card = self.env["sales.card"]
        self.assertNotIn(self.partner_card, Card.with_user(self.seller).search([]))
        self.assertNotIn(self.partner_card, Card.with_user(self.manager).search([]))
        self.seller.company_ids += company
        allowed = Card.with_user(self.seller).with_context(allowed_company_ids=company.ids)
        self.assertIn(self.partner_card, allowed.search([("is_on_view", "=", True)]))

    def test_rights_per_role(self):
        """A6: who may read, make and set up cards, by Odoo's own groups."""
        Card = self.env["sales.card"]
        portal = new_test_user(self.env, "sp_portal", "base.group_portal")
        employee = new_test_user(self.env, "sp_employee", "base.group_user")
        for user, may_read in [
            (portal, False),
            (employee, False),
            (self.seller, True),
            (self.marketing, True),
            (self.manager, True),
        ]:
            with self.subTest(user=user.login):
                self.assertEqual(Card.with_user(user).has_access("read"), may_read)
        for user, may_write in [
            (self.seller, False),
            (self.marketing, False),
            (self.manager, True),
        ]:
            with self.subTest(user=user.login):
                self.assertEqual(self.partner_card.with_user(user).has_access("write"), may_write)
        preference = self.env["sales.card.preference"].create(
            {"user_id": self.seller.id, "card_id": self.partner_card.id}
        )
        self.assertFalse(preference.with_user(self.seller2).has_access("read"))
        self.assertFalse(preference.with_user(self.manager).has_access("write"))
        self.assertTrue(preference.with_user(self.manager).has_access("read"))

    def test_create_new_follows_rights(self):
        """A5: Create new… offers what the user may create, and opens a form for it."""
        Card = self.env["sales.card"].with_user(self.seller)
        keys = [option["key"] for option in Card.get_view_info()["create_options"]]
        self.assertEqual(
            keys, ["event", "prospect", "opportunity", "quotation", "customer", "meeting"]
        )
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "sale.order")]
        ).perm_create = False
        self.assertNotIn(
            "quotation", [option["key"] for option in Card.get_view_info()["create_options"]]
        )
        for key in keys:
            with self.subTest(key=key):
                action = Card.action_create_new(key)
                self.assertIn(action["res_model"], self.env)
                self.assertEqual(action["context"]["default_user_id"], self.seller.id)
        with self.assertRaisesRegex(UserError, "nothing to create"):
            Card.action_create_new("no such thing")
