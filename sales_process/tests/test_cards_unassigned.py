from odoo.exceptions import UserError

from .cards_common import TestSalesCardCommon


class TestUnassignedCard(TestSalesCardCommon):
    """K6: what is nobody's is on a card of the team, and is taken with one click."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.card = cls.env.ref("sales_process.card_unassigned")
        cls.orphan = cls._create_nobodys_lead("Nobody's", cls.team)
        cls.other_team = cls.env["crm.team"].create({"name": "Others", "sequence": 99})
        cls.elsewhere = cls._create_nobodys_lead("Elsewhere", cls.other_team)
        cls.call, cls.todo = (
            cls.orphan.activity_schedule(f"mail.mail_activity_data_{kind}", user_id=False)
            for kind in ("call", "todo")
        )
        cls.call_elsewhere = cls.elsewhere.activity_schedule(
            "mail.mail_activity_data_call", user_id=False
        )

    @classmethod
    def _create_nobodys_lead(cls, name, team):
        lead = cls.env["crm.lead"].create(
            {
                "name": name,
                "type": "opportunity",
                "partner_id": cls.other_customer.id,
                "user_id": False,
                "team_id": team.id,
            }
        )
        lead.user_id = False
        return lead

    def _get_ids(self, user):
        self.card.invalidate_recordset()
        card = self._as(self.card, user)
        self.assertFalse(card.error)
        self.assertEqual(set(self._listed(card).ids), set(self._ids(card)))
        return set(self._ids(card))

    def test_members_and_leaders_see_what_is_their_teams(self):
        """Events and other activities of the team's opportunities; of no other team."""
        for user in (self.seller, self.seller2, self.manager):
            self.assertEqual(self._get_ids(user), {self.call.id, self.todo.id}, user.name)
        self.assertEqual(self._get_ids(self.marketing), set())
        self.other_team.user_id = self.seller2
        self.assertEqual(
            self._get_ids(self.seller2), {self.call.id, self.todo.id, self.call_elsewhere.id}
        )

    def test_what_is_no_teams_is_everybodys(self):
        """A prospect on a customer, without an opportunity, is not lost."""
        prospect = self._create_event(self.prospect_category, user_id=False)
        self.assertFalse(prospect.event_team_id)
        for user in (self.seller, self.marketing):
            self.assertIn(prospect.id, self._get_ids(user))

    def test_rights_are_those_of_the_lead(self):
        """What hangs on a colleague's opportunity is not shown to who may not read that."""
        self.orphan.user_id = self.seller
        self.assertEqual(self._get_ids(self.seller), {self.call.id, self.todo.id})
        self.assertEqual(self._get_ids(self.seller2), set())

    def test_assigned_or_done_it_leaves(self):
        self.call.user_id = self.seller
        self.todo.action_done()
        self.assertEqual(self._get_ids(self.seller2), set())

    def test_taken_with_one_click(self):
        """The row offers it, it is the taker's then, and nobody else's any more."""
        card = self._as(self.card, self.seller)
        rows = {row["id"]: row for row in card.preview}
        self.assertEqual(rows[self.call.id]["actions"], [{"name": "take", "label": "Take"}])
        self.assertIn("Nobody has it yet", rows[self.call.id]["why"])
        self.assertEqual(card.run_row_action(self.call.id, "take"), {"undo": False})
        self.assertEqual(self.call.user_id, self.seller)
        self.assertEqual(self._get_ids(self.seller2), {self.todo.id})

    def test_taken_by_another_meanwhile(self):
        self.call.user_id = self.seller2
        with self.assertRaisesRegex(UserError, "is with Sue Seller meanwhile"):
            self._as(self.card, self.seller).run_row_action(self.call.id, "take")
        self.assertEqual(self.call.user_id, self.seller2)

    def test_what_a_row_does_not_offer_is_refused(self):
        """Unknown actions, deleted records, and rows of a view that one only looks at."""
        card = self._as(self.card, self.seller)
        for action in ("write", "unlink", "_prepare_rows", "", None):
            with self.assertRaisesRegex(UserError, "does not allow this"):
                card.run_row_action(self.call.id, action)
        with self.assertRaisesRegex(UserError, "deleted meanwhile"):
            card.run_row_action(0, "take")
        looking = self._as(self.card, self.manager, card_user_id=self.seller.id)
        self.assertEqual({len(row["actions"]) for row in looking.preview}, {0})
        with self.assertRaises(UserError):
            looking.run_row_action(self.call.id, "take")

    def test_rows_that_offer_nothing(self):
        """Only what is nobody's can be taken."""
        self._create_event(self.prospect_category)
        card = self._as(self.card_prospects, self.seller)
        self.assertEqual([row["actions"] for row in card.preview], [[]])

    def test_a_card_of_teams_over_other_records(self):
        """A sales team may own what a card lists, of any model that has one."""
        card = self._as(
            self._create_card(
                name="Our team's",
                model="crm.lead",
                owner_field_name="team_id",
                column_names="name",
            ),
            self.seller,
        )
        self.assertIn(self.orphan.id, self._listed(card).ids)
        self.assertNotIn(self.elsewhere.id, self._listed(card).ids)
        self.assertIn("Process Team", card.preview[0]["why"])
        create = card.action_create_record()
        self.assertEqual(create["context"]["default_team_id"], self.team.id)

    def test_queries_do_not_grow_with_rows(self):
        """A1: what the rows offer costs the same for 3 rows and for 40."""
        self.card.row_limit = 80

        def count():
            card = self._as(self.card, self.seller)
            self.env.flush_all()
            for _round in range(2):
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                rows = card.read(["preview"])[0]["preview"]
                queries = self.cr.sql_log_count - before
            return len(rows), queries

        few_rows, few = count()
        for number in range(40):
            lead = self._create_nobodys_lead(f"Lead {number}", self.team)
            lead.activity_schedule("mail.mail_activity_data_call", user_id=False)
        many_rows, many = count()
        self.assertEqual((few_rows, many_rows), (2, 42))
        self.assertEqual(few, many)
