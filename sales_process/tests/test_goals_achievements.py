from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import catch_bus
from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestAchievements(GoalsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first.is_milestone = True
        cls.leader = cls._new_user("sp_leader", "Lena Leader", "sales_team.group_sale_salesman")

    def _achievements(self):
        return self.env["sales.achievement"].search([("user_id", "=", self.seller.id)])

    def _notified(self, achievement):
        """Who finds the last message about it in the inbox."""
        return self._get_last_message(achievement).notified_partner_ids

    def _get_last_message(self, achievement):
        return self.env["mail.message"].search(
            [("model", "=", achievement._name), ("res_id", "=", achievement.id)], limit=1
        )

    def test_milestone(self):
        """F9: meeting a milestone tells the seller at once, with the rainbow and a message, and
        lets the team's leader know."""
        with catch_bus(self) as sent:
            self._hold()
        achievement = self._achievements()
        self.assertEqual(achievement.name, "Acme project: goals of “First” met")
        told = [(user, kind) for user, kind, _message in sent]
        self.assertIn((self.seller, "sales_process.reward"), told)
        self.assertIn((self.manager, "simple_notification"), told)
        self.assertEqual(self._notified(achievement), self.seller.partner_id)

    def test_milestone_once(self):
        """F9: a milestone is reached once, however often the goals are met again."""
        self._hold()
        self._new_transaction()
        self.lead.stage_id = self.first
        self.visit_goal.count = 2
        self._hold()
        self.assertEqual(self.lead.stage_id, self.second)
        self.assertEqual(len(self._achievements()), 1)

    def test_other_stages_are_quiet(self):
        """F9: a stage that is no milestone tells its seller briefly, and nobody else."""
        self.first.is_milestone = False
        with catch_bus(self) as sent:
            self._hold()
        self.assertFalse(self._achievements())
        [(user, kind, message)] = sent
        self.assertEqual((user, kind), (self.seller, "simple_notification"))
        self.assertEqual(message["message"], "“Acme project” moved on to “Second”.")

    def test_target(self):
        """F9: a reached target goes the same way, once for each of its periods."""
        vals = {
            "key": "target,1,2025-03-01",
            "kind": "target",
            "name": "20 customer visits in March",
            "user_id": self.seller.id,
        }
        with catch_bus(self) as sent:
            self.env["sales.achievement"]._reach([vals])
            self.env["sales.achievement"]._reach([vals, vals])
        [(user, kind, message)] = sent
        self.assertEqual((user, kind), (self.seller, "sales_process.reward"))
        self.assertIn("20 customer visits in March", message["message"])
        self.assertEqual(len(self._achievements()), 1)

    def test_reached_target(self):
        """F9: the visit that reaches a target is found at once, by a job that only events which
        count start, and the seller is told once."""
        Target = self.env["sales.target"]
        target = Target.create(
            {
                "user_id": self.seller.id,
                "metric": "events",
                "event_category_id": self.visit_category.id,
                "value": 2,
            }
        )
        cron = self.env.ref("sales_process.ir_cron_celebrate_targets")

        def count_triggers():
            return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

        before = count_triggers()
        self._hold(self.action_category)
        self.assertEqual(count_triggers(), before, "no target is about calls")
        self._hold()
        self.assertEqual(count_triggers(), before + 1)
        Target._cron_celebrate()
        self.assertFalse(self._achievements().filtered(lambda one: one.kind == "target"))
        self._hold(lead=self.other_customer)
        self.env.flush_all()
        self.env.invalidate_all()
        with catch_bus(self) as sent:
            Target._cron_celebrate()
            Target._cron_celebrate()
        self.assertIn(
            (self.seller, "sales_process.reward"), [(user, kind) for user, kind, _m in sent]
        )
        reached = self._achievements().filtered(lambda one: one.kind == "target")
        self.assertEqual(len(reached), 1)
        self.assertIn("Customer visit, 2 of 2", reached.name)
        self.assertEqual(reached.team_id, self.team)
        self.assertTrue(target)

    def test_praise(self):
        """F9: the manager praises with one click, and the seller is told at once."""
        self._hold()
        achievement = self._achievements().with_user(self.manager)
        self.assertTrue(achievement.can_praise)
        with catch_bus(self) as sent:
            achievement.action_praise()
            achievement.action_praise()
        [message] = [
            message
            for user, kind, message in sent
            if (user, kind) == (self.seller, "sales_process.reward")
        ]
        self.assertIn("Mona Manager says: well done!", message["message"])
        self.assertEqual(achievement.praised_by_id, self.manager)
        self.assertFalse(achievement.can_praise)
        self.assertEqual(self._notified(achievement), self.seller.partner_id)
        [said] = self._get_chat().message_ids
        self.assertIn("Well done!", said.body)

    def _get_chat(self):
        """The chat of the manager and the seller."""
        two = self.manager.partner_id | self.seller.partner_id
        chats = self.env["discuss.channel"].search([("channel_type", "=", "chat")])
        return chats.filtered(lambda chat: chat.channel_partner_ids == two)

    def test_praise_in_ones_own_words(self):
        """F9: the words are in the chat of the two, beside the mail; nobody else reads them, and
        markup in them is text."""
        self._hold()
        achievement = self._achievements().with_user(self.manager)
        form = Form.from_action(self.env(user=self.manager), achievement.action_open_praise())
        with self.assertRaisesRegex(UserError, "Write what you want to say"):
            form.save().action_praise()
        form.words = "What a <b>visit</b>!"
        form.save().action_praise()
        [said] = self._get_chat().message_ids
        self.assertEqual(said.author_id, self.manager.partner_id)
        for message in (said, self._get_last_message(achievement)):
            self.assertIn("What a &lt;b&gt;visit&lt;/b&gt;!", message.body)
        self.assertEqual(self._notified(achievement), self.seller.partner_id)
        self.assertFalse(said.with_user(self.seller2).search([("id", "=", said.id)]))
        with self.assertRaises(AccessError):
            achievement.action_open_praise()

    def test_who_may_praise(self):
        """F9: sellers see their own achievements and praise nobody; a leader praises the team."""
        self._hold()
        achievement = self._achievements()
        own = achievement.with_user(self.seller)
        self.assertFalse(own.can_praise)
        with self.assertRaisesRegex(UserError, "is your own"):
            own.action_praise()
        with self.assertRaises(AccessError):
            achievement.with_user(self.seller2).action_praise()
        self.assertFalse(self.env["sales.achievement"].with_user(self.seller2).search([]))
        self.team.user_id = self.leader
        self.env.invalidate_all()
        achievement.with_user(self.leader).action_praise()
        self.assertEqual(achievement.praised_by_id, self.leader)
        with self.assertRaises(AccessError):
            achievement.with_user(self.manager).write({"name": "Something else"})
