from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError

from .cards_common import TestSalesCardCommon

MONDAY = "2025-03-03 09:00:00"


@freeze_time(MONDAY)
class TestLeadCards(TestSalesCardCommon):
    """H13: leads that are not qualified yet, those of nobody, and what nobody has worked on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = cls.env.ref("crm.group_use_lead")
        cls.env.ref("base.group_user").implied_ids += group
        cls.new_leads, cls.of_nobody, cls.untouched = (
            cls.env.ref(f"sales_process.card_{name}")
            for name in ("new_leads", "leads_of_nobody", "untouched_opportunities")
        )
        partner = cls.env["res.partner"].create({"name": "Fresh Foods"})
        cls.fresh = cls._create_lead("Fresh", type="lead", partner_id=partner.id)

    @classmethod
    def _create_lead(cls, name, **values):
        defaults = {"name": name, "user_id": cls.seller.id, "team_id": cls.team.id}
        lead = cls.env["crm.lead"].with_user(cls.marketing).create({**defaults, **values}).sudo()
        lead.write({key: values[key] for key in ("user_id",) if key in values})
        return lead.with_user(cls.env.user)

    def _get_ids(self, card, user=None):
        card.invalidate_recordset()
        card = self._as(card, user or self.seller)
        self.assertFalse(card.error)
        self.assertEqual(set(self._listed(card).ids), set(self._ids(card)))
        return set(self._ids(card))

    def _run(self, card, lead, action, user=None, **values):
        return self._as(card, user or self.seller).run_row_action(lead.id, action, values)

    def _get_actions(self, card, lead, user=None):
        card.invalidate_recordset()
        rows = {row["id"]: row for row in self._as(card, user or self.seller).preview}
        return rows[lead.id]["actions"]

    def test_a_lead_is_qualified_with_one_click(self):
        """It leaves the card and is an opportunity of the same seller; undone, it is as before."""
        self.assertIn(self.fresh.id, self._get_ids(self.new_leads))
        actions = self._get_actions(self.new_leads, self.fresh)
        self.assertLessEqual({"qualify", "not_now", "lost"}, set(actions))
        done = self._run(self.new_leads, self.fresh, "qualify")
        self.assertEqual((self.fresh.type, self.fresh.user_id), ("opportunity", self.seller))
        self.assertNotIn(self.fresh.id, self._get_ids(self.new_leads))
        self.env["sales.card"].with_user(self.seller).undo_row_action(done["undo"])
        self.assertEqual(self.fresh.type, "lead")
        self.assertIn(self.fresh.id, self._get_ids(self.new_leads))

    def test_a_known_company_gets_a_contact(self):
        """Whose name the lead has: the contact is made under it, no second company."""
        acme = self.env["res.partner"].create({"name": "Acme Qualified", "is_company": True})
        lead = self._create_lead(
            "Q",
            type="lead",
            partner_name="Acme Qualified",
            contact_name="Joe",
            email_from="j@q.example",
        )
        self._run(self.new_leads, lead, "qualify")
        self.assertEqual((lead.partner_id.name, lead.partner_id.parent_id), ("Joe", acme))

    def test_what_looks_like_another_is_asked_for(self):
        """Another lead of the same sender: Odoo's own form opens, and nothing is done yet."""
        first, second = (
            self._create_lead(name, type="lead", email_from="jo@acme.example")
            for name in ("First", "Second")
        )
        action = self._run(self.new_leads, first, "qualify")
        self.assertEqual(action["res_model"], "crm.lead2opportunity.partner")
        self.assertEqual((first.type, second.type), ("lead", "lead"))

    def test_two_qualify_the_same(self):
        """The second is told, and nothing is done twice."""
        self._run(self.new_leads, self.fresh, "qualify")
        converted = self.fresh.date_conversion
        said = self._run(self.new_leads, self.fresh, "qualify", user=self.manager)
        self.assertIn("is an opportunity already", said["message"])
        self.assertEqual(self.fresh.date_conversion, converted)
        gone = self._create_lead("Gone", type="lead")
        gone.unlink()
        self.assertIn("deleted", self._run(self.new_leads, gone, "qualify")["message"])

    def test_an_opportunity_that_went_on_is_no_lead_again(self):
        done = self._run(self.new_leads, self.fresh, "qualify")
        self.fresh.user_id = self.seller2
        undone = self.env["sales.card"].with_user(self.seller).undo_row_action(done["undo"])
        self.assertEqual((undone["type"], self.fresh.type), ("warning", "opportunity"))

    def test_not_now(self):
        """Put off to next Monday it leaves the card, with a call planned; on the day it is back.
        Undone, nothing is planned."""
        done = self._run(self.new_leads, self.fresh, "not_now", to="next_week")
        self.assertEqual(self.fresh.activity_ids.date_deadline, date(2025, 3, 10))
        self.assertEqual(self.fresh.activity_ids.user_id, self.seller)
        self.assertNotIn(self.fresh.id, self._get_ids(self.new_leads))
        with freeze_time("2025-03-10 09:00:00"):
            self.assertIn(self.fresh.id, self._get_ids(self.new_leads))
        self.env["sales.card"].with_user(self.seller).undo_row_action(done["undo"])
        self.assertFalse(self.fresh.activity_ids)
        self.assertIn(self.fresh.id, self._get_ids(self.new_leads))
        action = self._run(self.new_leads, self.fresh, "not_now")
        self.assertEqual(action["res_model"], "mail.activity.schedule")
        with self.assertRaisesRegex(UserError, "Choose a day from today on"):
            self._run(self.new_leads, self.fresh, "not_now", day="2025-03-01")

    def test_leads_are_offered_where_they_are_used(self):
        self.assertIn(self.new_leads, self._offered(self.seller))
        self.env.ref("base.group_user").implied_ids -= self.env.ref("crm.group_use_lead")
        self.env.invalidate_all()
        self.assertNotIn(self.new_leads, self._offered(self.seller))
        self.assertIn(self.untouched, self._offered(self.seller))

    def _offered(self, user):
        offered = self.env["sales.card"].with_user(user).get_offered_cards()
        return self.env["sales.card"].browse([card["id"] for card in offered])

    def test_what_came_and_nobody_has_touched(self):
        """Marketing's opportunity is on the card until the seller does something; the seller's own
        ones never are."""
        came = self._create_lead("Came", type="opportunity")
        own = self.env["crm.lead"].with_user(self.seller).create({"name": "Own"})
        shown = self._get_ids(self.untouched)
        self.assertIn(came.id, shown)
        self.assertNotIn(own.id, shown)
        self.assertTrue(came.is_untouched)
        came.with_user(self.seller).message_post(body="I called them.")
        self.assertNotIn(came.id, self._get_ids(self.untouched))

    def test_leads_of_nobody_are_taken(self):
        """Whoever leads the team or is in it takes one with a click; the other is told."""
        free = self._create_lead("Free", type="lead", user_id=False)
        without_team = self._create_lead("Anywhere", type="opportunity", user_id=False)
        without_team.team_id = False
        self.assertLessEqual({free.id, without_team.id}, self._get_ids(self.of_nobody))
        self.assertNotIn(self.fresh.id, self._get_ids(self.of_nobody))
        self.assertIn("take", self._get_actions(self.of_nobody, free))
        done = self._run(self.of_nobody, free, "take")
        self.assertEqual((free.user_id, free.team_id), (self.seller, self.team))
        said = self._run(self.of_nobody, free, "take", user=self.manager)
        self.assertIn("is with Sam Seller meanwhile", said["message"])
        self.env["sales.card"].with_user(self.seller).undo_row_action(done["undo"])
        self.assertEqual((bool(free.user_id), free.team_id), (False, self.team))
