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
        """A prospect on a customer, without an opportunity, is not lost: it is there for those who
        may write to the customer, as Odoo has it with activities."""
        prospect = self._create_event(self.prospect_category, user_id=False)
        self.assertFalse(prospect.event_team_id)
        for user in (self.manager, self.marketing):
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

    def _take(self, activity, user):
        return self._as(self.card, user).run_row_action(activity.id, "take")

    def test_taken_with_one_click(self):
        """The row offers it, it is the taker's then, and nobody else's any more."""
        card = self._as(self.card, self.seller)
        rows = {row["id"]: row for row in card.preview}
        self.assertIn("take", rows[self.call.id]["actions"])
        self.assertIn("Take", [action["label"] for action in card.row_actions])
        self.assertIn("Nobody has it yet", rows[self.call.id]["why"])
        result = self._take(self.call, self.seller)
        self.assertEqual(result["type"], "success")
        self.assertEqual(self.call.user_id, self.seller)
        self.assertEqual(self._get_ids(self.seller2), {self.todo.id})

    def test_taking_is_taken_back(self):
        """Nobody's again; not where somebody has done it meanwhile."""
        for activity, is_done in ((self.call, False), (self.todo, True)):
            result = self._take(activity, self.seller)
            if is_done:
                activity.with_user(self.seller).action_done()
            said = self._as(self.card, self.seller).undo_row_action(result["undo"])
            self.assertEqual("nobody's again" in said["message"], not is_done)
            self.assertEqual(activity.user_id, self.seller if is_done else self.env["res.users"])

    def test_steps_with_what_is_nobodys(self):
        """Put off it is nobody's still, done it is the doer's; taken back, it is as it was."""
        card = self._as(self.card, self.seller)
        before = self.call.date_deadline
        nobody = self.env["res.users"]
        for action, values, owner in (
            ("later", {"to": "next_week"}, nobody),
            ("done", None, self.seller),
        ):
            with self.subTest(action):
                result = card.run_row_action(self.call.id, action, values)
                self.assertEqual(result["type"], "success")
                self.assertEqual(self.call.user_id, owner)
                card.undo_row_action(result["undo"])
                self.assertTrue(self.call.active)
                self.assertEqual(self.call.user_id, nobody)
                self.assertEqual(self.call.date_deadline, before)

    def test_taken_by_another_meanwhile(self):
        self.call.user_id = self.seller2
        said = self._take(self.call, self.seller)
        self.assertIn("is with Sue Seller meanwhile", said["message"])
        self.assertEqual(said["type"], "warning")
        self.assertEqual(self.call.user_id, self.seller2)

    def test_what_a_row_does_not_offer_is_not_done(self):
        """On a view that one only looks at, and on what is somebody's already."""
        looking = self._as(self.card, self.manager, card_user_id=self.seller.id)
        self.assertFalse([row for row in looking.preview if "take" in row["actions"]])
        looking.run_row_action(self.call.id, "take")
        self.assertFalse(self.call.user_id)
        card = self._as(self.card, self.seller)
        for action in ("unlink", "_run_take", "", None, ["take"]):
            self.assertEqual(card.run_row_action(self.call.id, action)["type"], "warning")
        self.assertIn("deleted", card.run_row_action("7", "take")["message"])
        self.assertFalse(self.call.user_id)

    def test_rows_that_offer_nothing(self):
        """Only what is nobody's can be taken."""
        self._create_event(self.prospect_category)
        card = self._as(self.card_prospects, self.seller)
        (row,) = card.preview
        self.assertNotIn("take", row["actions"])

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
