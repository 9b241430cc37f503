from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.sales_process.models.start.sales_process_start import ORDER

from .process_common import StagesCommon


@tagged("post_install", "-at_install")
class TestGuidedStart(StagesCommon):
    """I1: an administrator is led; each step says what it will do, does it, and is undone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Start = cls.env["sales.process.start"].with_user(cls.manager)
        cls.guide = cls._open()
        cls.guide.team_id = cls.team

    @classmethod
    def _open(cls, user=None):
        action = cls.env["sales.process.start"].with_user(user or cls.manager).action_open()
        return cls.env[action["res_model"]].with_user(user or cls.manager).browse(action["res_id"])

    def _go(self, step):
        if self.guide.step != step:
            self.guide.step = step
        self.env.flush_all()
        self.env.invalidate_all()
        return self.guide

    def _apply(self, step, **values):
        """Do a step as a user does: the form is filled, the button pressed."""
        self._go(step).write(values)
        self.env.flush_all()
        self.guide.action_apply()
        self.env.cr.flush()
        self._go(step)
        self.assertEqual(self.guide.state, "done")
        self.assertIn("Mona Manager", self.guide.state_note)
        self.assertFalse(self.guide.announcement)

    def _undo(self, step):
        self._go(step).action_undo()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(self.guide.state, "open")

    # ------------------------------------------------------------
    # THE WAY
    # ------------------------------------------------------------

    def test_defaults_alone(self):
        """Whoever presses the button seven times has a working set-up, and is led out."""
        self.guide.step = "look"
        for step in ORDER:
            self.assertEqual(self.guide.step, step)
            self.assertTrue(self.guide.announcement, step)
            result = self.guide.action_apply()
        self.assertEqual(result["xml_id"], "sales_process.sales_card_action_view")
        self.assertTrue(self.guide.is_finished)
        self.assertFalse(self.Start._is_offered())

    def test_skipping_everything_changes_nothing(self):
        stages = self.team._get_process_stages()
        before = stages.read(["weight", "flow_step"])
        targets = self.env["sales.target"].search_count([])
        for _step in ORDER:
            self.guide.action_skip()
        self.assertTrue(self.guide.is_finished)
        self.assertEqual(stages.read(["weight", "flow_step"]), before)
        self.assertEqual(self.env["sales.target"].search_count([]), targets)

    def test_left_half_way(self):
        """Who comes back is where the start was left, in the same record."""
        self._go("counting")
        self.assertEqual(self._open(), self.guide)
        self.assertEqual(self._open().step, "counting")
        self.guide.action_back()
        self.assertEqual(self.guide.step, "documents")

    def test_two_windows(self):
        """The second window is told that the step was done, and by whom."""
        self._apply("documents")
        with self.assertRaisesRegex(UserError, "“Documents” was done already: done on .* by Mona"):
            self.guide.action_apply()
        self._undo("documents")
        with self.assertRaisesRegex(UserError, "“Documents” has nothing to undo"):
            self.guide.action_undo()

    def test_another_window_has_gone_on(self):
        """A button does the step that its screen shows, or nothing."""
        form = self.env.ref("sales_process.sales_process_start_view_form")
        buttons = etree.fromstring(self.guide.get_view(form.id)["arch"]).xpath("//button")
        methods = ("action_apply", "action_skip", "action_undo")
        for button in buttons:
            if button.get("name") in methods:
                self.assertEqual(button.get("context"), "{'shown_step': step}")
        self._go("counting")
        for method in methods:
            with self.assertRaisesRegex(UserError, "gone on from “Documents” to “What Counts”"):
                getattr(self.guide.with_context(shown_step="documents"), method)()
        self.assertEqual((self.guide.step, self.guide.state), ("counting", "open"))
        self.guide.with_context(shown_step="counting").action_apply()
        self.assertEqual(self.guide.step, "targets")

    def test_team_that_is_deleted_meanwhile(self):
        team = self.env["crm.team"].create({"name": "Short", "company_id": False})
        self.guide.team_id = team
        self._go("process")
        team.unlink()
        self.env.invalidate_all()
        self.assertIn("Choose a sales team", self.guide.announcement)
        for step in ("process", "targets"):
            self._go(step)
            with self.assertRaisesRegex(UserError, "deleted meanwhile. Choose another"):
                self.guide.action_apply()
        self.assertTrue(self._open().team_id, "the next one is proposed")

    def test_rights(self):
        for method in ("action_open", "action_close_banner"):
            with self.assertRaisesRegex(AccessError, "Only sales administrators"):
                getattr(self.Start.with_user(self.seller), method)()
        self.assertFalse(self.Start.with_user(self.seller)._is_offered())
        with self.assertRaises(AccessError):
            self.guide.with_user(self.seller).read(["step"])
        self._apply("documents")
        with self.assertRaises(AccessError):
            self.guide.step_ids.undo_values = {"follows": True}

    def test_companies(self):
        self._create_strangers()
        other = self._open(self.stranger_manager)
        self.assertNotEqual(other, self.guide)
        self.assertNotIn(self.guide, other.search([]))

    # ------------------------------------------------------------
    # WHERE IT IS OFFERED
    # ------------------------------------------------------------

    def test_banner(self):
        cards = self.env["sales.card"].with_user(self.manager)
        centre = self.env["sales.centre"].with_user(self.manager)
        self.assertTrue(cards.get_view_info()["guided_start"])
        self.assertTrue(centre.get_options()["guided_start"])
        self.assertFalse(cards.with_user(self.seller).get_view_info()["guided_start"])
        self.guide.action_close()
        self.assertFalse(cards.get_view_info()["guided_start"])
        self.assertFalse(centre.get_options()["guided_start"])
        menu = self.env.ref("sales_process.sales_process_start_menu")
        self.assertIn(menu.id, menu.with_user(self.manager)._visible_menu_ids())

    def test_activate_leads_here(self):
        """What Odoo opens after an installation, once."""
        todo = self.env.ref("sales_process.sales_process_start_todo")
        self.env["ir.actions.todo"].search([]).state = "done"
        todo.action_open()
        action = self.env["ir.module.module"].next()
        self.assertEqual((action["type"], action["target"]), ("ir.actions.act_url", "self"))
        path = action["url"].removeprefix("/odoo/")
        opened = self.env["ir.actions.server"].search([("path", "=", path)])
        self.assertEqual(opened.with_user(self.manager).run()["res_id"], self.guide.id)
        self.assertEqual(todo.state, "done")
        todo.action_open()
        self.guide.action_open()
        self.assertEqual(todo.state, "done", "who is here need not be led here")

    # ------------------------------------------------------------
    # STEPS
    # ------------------------------------------------------------

    def test_look(self):
        self._go("look")
        for text in ("Process Team", "First, Second, Third, Ordered, Paid", "without a time zone"):
            self.assertIn(text, self.guide.overview)

    def test_own_stages(self):
        """Weights and documents as proposed, or as typed, with what follows for the forecast."""
        self._go("process")
        self.assertIn("stay as they are", self.guide.announcement)
        self.assertEqual(self.guide.stage_line_ids.mapped("lead_count"), [1, 0, 0, 0, 0])
        with Form(self.guide) as form:
            with form.stage_line_ids.edit(0) as line:
                line.weight = 15
            with form.stage_line_ids.edit(2) as line:
                line.flow_step = "sent"
            self.assertIn("2 stages change: First, Third", form.announcement)
            self.assertIn("1,500", form.announcement)
            self.assertIn("1,000", form.announcement)
        self._apply("process")
        self.assertEqual((self.first.weight, self.third.flow_step), (15, "sent"))
        self.assertEqual(self.lead.weighted_revenue, 1500)
        self._undo("process")
        self.assertEqual((self.first.weight, self.third.flow_step), (10, False))
        self.assertEqual(self.lead.weighted_revenue, 1000)

    def test_weights_are_proposed_where_they_fall(self):
        self.third.weight = 5
        self._go("process")
        weights = self.guide.stage_line_ids.mapped("weight")
        self.assertEqual(weights[:3], sorted(set(weights[:3])))
        self.assertIn("Third", self.guide.announcement)

    def test_stages_that_change_meanwhile(self):
        self._go("process")
        self.guide.stage_line_ids[0].weight = 12
        self.env.flush_all()
        self.env["crm.stage"].create(
            {"name": "Sixth", "sequence": 9, "team_ids": self.team.ids, "is_won": True}
        )
        with self.assertRaisesRegex(UserError, "have changed meanwhile"):
            self.guide.action_apply()
        self.assertEqual(self.first.weight, 10)

    def _load(self):
        template = self.env.ref("sales_process.process_short")
        self._go("process").write({"process_choice": "load"})
        self.assertIn("Choose a process", self.guide.announcement)
        with self.assertRaisesRegex(UserError, "Choose a process"):
            self.guide.action_apply()
        self.guide.template_id = template
        self.assertIn("First (1) →", self.guide.announcement)
        self._apply("process")
        self.assertEqual(self.team.process_template_id, template)
        self.assertNotIn(self.lead.stage_id.name, ("First", "Second"))

    def test_ready_made_process_and_back(self):
        """Own stages that the process has replaced come back, each opportunity in its own."""
        second = self._create_lead("In the second", stage_id=self.second.id)
        won = self._create_lead("Won", stage_id=self.paid.id)
        self.env.cr.flush()
        templates = self.env["sales.process.template"].search([])
        self._load()
        since = self._create_lead("Came since")
        self.env.cr.flush()
        self._undo("process")
        names = self.team._get_process_stages().mapped("name")
        self.assertEqual(names, ["First", "Second", "Third", "Ordered", "Paid"])
        self.assertEqual(
            (self.lead | second | won).mapped("stage_id.name"), ["First", "Second", "Paid"]
        )
        self.assertIn(since.stage_id, self.team._get_process_stages())
        self.assertFalse(self.team.process_template_id)
        self.assertEqual(self.env["sales.process.template"].search([]), templates)

    def test_shared_stages_and_back(self):
        """Stages that all teams share are there as before, the very same ones."""
        team = self.env["crm.team"].create({"name": "Sharing", "company_id": False})
        shared = team._get_process_stages()
        lead = self._create_lead("Shared", team_id=team.id, stage_id=shared[1].id)
        self.env.cr.flush()
        self.team, self.lead = team, lead
        self.guide.team_id = team
        self.env["crm.stage"].browse(shared.ids).write({"weight": 33})
        template = self.env.ref("sales_process.process_reference")
        self._go("process")
        self._apply("process", process_choice="load", template_id=template.id)
        loaded = team._get_process_stages()
        self.assertFalse(loaded & shared)
        self._undo("process")
        self.assertEqual(team._get_process_stages(), shared)
        self.assertEqual(lead.stage_id, shared[1])
        self.assertFalse(loaded.exists())
        self.assertFalse(team.has_own_stages)

    def test_documents(self):
        self.company_main.stages_follow_documents = False
        self._go("documents")
        self.assertIn("Order → Ordered", self.guide.announcement)
        self._apply("documents", follows_documents=True)
        self.assertTrue(self.company_main.stages_follow_documents)
        self._undo("documents")
        self.assertFalse(self.company_main.stages_follow_documents)

    def test_what_counts(self):
        """A type gets its category, and what was done before counts; both are undone."""
        kind = self.env["mail.activity.type"].create({"name": "Video", "category": "meeting"})
        done = self._create_event(self.env["sales.event.category"], activity_type_id=kind.id)
        done.action_done()
        self.assertFalse(done.is_held)
        self._go("counting")
        line = self.guide.type_line_ids.filtered(lambda line: line.activity_type_id == kind)
        self.assertEqual((line.event_category_id, line.past_count), (self.visit_category, 1))
        self.assertIn("Video counts as: Customer visit", self.guide.announcement)
        self.assertIn("1 activities", self.guide.announcement)
        self._apply("counting")
        self.assertEqual(kind.event_category_id, self.visit_category)
        self.assertEqual((done.event_category_id, done.is_held), (self.visit_category, True))
        self._undo("counting")
        self.assertFalse(kind.event_category_id)
        self.assertEqual((done.event_category_id.ids, done.is_held), ([], False))

    def test_targets(self):
        self.env["sales.target"].search([]).unlink()
        self._go("targets")
        self.assertIn("Sam Seller", self.guide.announcement)
        self._apply("targets", target_value=12)
        targets = self.env["sales.target"].search([])
        self.assertEqual(targets.user_id, self.team.member_ids)
        self.assertEqual(set(targets.mapped("value")), {12})
        self.assertEqual(targets.event_category_id, self.visit_category)
        self._undo("targets")
        self.assertFalse(targets.exists())
        self._go("targets").target_value = 0
        with self.assertRaisesRegex(UserError, "above zero"):
            self.guide.action_apply()

    def test_cards(self):
        cards = self.env["sales.card"].search([("user_id", "=", False)])
        before = {card: card.is_optional for card in cards}
        offered = cards.filtered("is_optional")[:1]
        self._go("cards")
        shown = self.guide.card_ids
        self.assertEqual(shown, cards.filtered(lambda card: not card.is_optional))
        self.guide.card_ids = shown[1:] | offered
        self.assertIn(shown[0].name, self.guide.announcement.split("\n")[2])
        self._apply("cards")
        self.assertTrue(shown[0].is_optional)
        self.assertFalse(offered.is_optional)
        self._undo("cards")
        self.assertEqual({card: card.is_optional for card in cards}, before)

    def test_invitation(self):
        """Each seller gets a message with a link to the own view; it can be withdrawn."""
        users = self.seller | self.seller2
        self._apply("invite", invited_user_ids=[(6, 0, users.ids)])
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.seller.partner_id.id), ("subject", "like", "view is ready")]
        )
        self.assertEqual(message.partner_ids, users.partner_id)
        self.assertIn("/odoo/sellers-view", message.body)
        self.assertIn("/odoo/sellers-tour", message.body)
        self.assertEqual(message.author_id, self.manager.partner_id)
        self._undo("invite")
        self.assertFalse(message.exists())
        self._go("invite").invited_user_ids = False
        self.assertIn("Nobody is invited", self.guide.announcement)
        self.guide.action_apply()
        self.assertFalse(self.env["mail.message"].search([("subject", "like", "view is ready")]))
