from itertools import combinations

from odoo.tests import TransactionCase, tagged

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestReadyProcesses(TransactionCase):
    """I5: what each delivered process has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = cls.env["ir.model.data"].search(
            [("module", "=", "sales_process"), ("model", "=", "sales.process.template")]
        )
        cls.processes = cls.env["sales.process.template"].browse(names.mapped("res_id"))

    def test_kinds_of_business(self):
        """I5: there are sixteen or more, for kinds of business that differ: no two have the same
        stages, and each says whom it is for and how to work with it."""
        self.assertGreaterEqual(len(self.processes), 16)
        for process in self.processes:
            with self.subTest(process=process.name):
                self.assertGreater(len(process.description.split()), 15)
                self.assertGreater(len(process.guidance.split()), 8)
        for one, other in combinations(self.processes, 2):
            names = set(one.stage_ids.mapped("name")), set(other.stage_ids.mapped("name"))
            self.assertTrue(names[0] - names[1], f"{one.name} and {other.name}")

    def test_stages(self):
        """I5: weights rise toward the order, the first stage weighs little, every stage is
        explained, and open ones go stale."""
        for process in self.processes:
            stages = process.stage_ids
            opened = stages.filtered(lambda stage: not stage.is_won)
            with self.subTest(process=process.name):
                weights = opened.mapped("weight")
                self.assertEqual(weights, sorted(set(weights)))
                self.assertLess(opened[-1].weight, stages[len(opened)].weight)
                if process != self.env.ref("sales_process.process_renewal"):
                    self.assertLessEqual(weights[0], 30 if len(opened) == 1 else 10)
                self.assertTrue(all(opened.mapped("rotting_threshold_days")))
                self.assertTrue(all(stages.mapped("requirements")))
                self.assertTrue(all(stages.mapped("guidance")))
                self.assertEqual(stages.filtered("is_won")[0].flow_step, "order")

    def test_automation(self):
        """I5: each has goals that can be met, a milestone that goals lead past, tasks, and a mail
        to the customer."""
        for process in self.processes:
            stages = process.stage_ids
            with self.subTest(process=process.name):
                self.assertTrue(stages.goal_ids.filtered("required"))
                self.assertFalse(list(filter(None, stages.goal_ids.mapped("problem"))))
                self.assertTrue(stages.task_ids)
                self.assertTrue(stages.mail_template_id)
                milestones = stages.filtered("is_milestone")
                self.assertTrue(milestones)
                for stage in milestones:
                    required = stage.goal_ids.filtered("required")
                    self.assertTrue(required, stage.name)
                    # documents move by themselves, and celebrate nothing
                    self.assertNotIn("flow", required.mapped("kind"), stage.name)

    def test_goals_run_ahead_of_no_document(self):
        """I5: goals never carry an opportunity into the stage of a sent quotation that nobody has
        sent."""
        for process in self.processes:
            stages = process.stage_ids
            for stage, following in zip(stages, stages[1:], strict=False):
                required = stage.goal_ids.filtered("required")
                if following.flow_step == "sent" and required:
                    self.assertEqual(required.mapped("kind"), ["flow"], stage.name)

    def test_languages(self):
        """I5: names, guidance, tasks and mails are there in Finnish and Polish."""
        same = {"Brief", "Program"}
        for code in ("fi_FI", "pl_PL"):
            self.env["res.lang"]._activate_lang(code)
            self.env["ir.module.module"]._get("sales_process")._update_translations(code)
            self.env.invalidate_all()
            stages = self.processes.stage_ids
            for records, field in [
                (self.processes, "name"),
                (self.processes, "description"),
                (self.processes, "guidance"),
                (stages, "name"),
                (stages, "requirements"),
                (stages, "guidance"),
                (stages.task_ids, "name"),
                (stages.mail_template_id, "subject"),
                (stages.mail_template_id, "body_html"),
            ]:
                for record in records:
                    text = record.with_context(lang=code)[field]
                    if record[field] not in same:
                        self.assertNotEqual(text, record[field], f"{code} {field}")

    def test_names_of_the_source(self):
        """I5: the reference funnel has the Polish names of its source."""
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._get("sales_process")._update_translations("pl_PL")
        self.env.invalidate_all()
        stages = self.env.ref("sales_process.process_reference").stage_ids
        names = stages.with_context(lang="pl_PL").mapped("name")
        self.assertEqual(names[7], "Ocena ze strony Prospektu")
        self.assertEqual(names[10], "Ocena projektu 2 ze strony Prospektu")


@tagged("post_install", "-at_install")
class TestLoadedProcesses(GoalsCommon):
    """I5: a loaded process works from the first minute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.short = cls.env.ref("sales_process.process_short")
        cls.reference = cls.env.ref("sales_process.process_reference")
        cls.new_team = cls.env["crm.team"].create(
            {"name": "New team", "company_id": False, "user_id": cls.manager.id}
        )

    def _load(self, template, team=None):
        team = team or self.new_team
        self.env["sales.process.template.load"].with_user(self.manager).create(
            {"template_id": template.id, "team_id": team.id}
        ).action_load()
        self._new_transaction()
        return team._get_process_stages()

    def _create_opportunity(self, **values):
        lead = self._create_lead("Fresh", team_id=self.new_team.id, **values)
        self._new_transaction()
        return lead

    def _get_tasks(self, lead):
        return self._tasks(lead).filtered("active").mapped("summary")

    def test_from_the_first_minute(self):
        """I5: a call and a visit move an opportunity on, its tasks are planned, the visit is a
        milestone, and the stages go stale."""
        stages = self._load(self.short)
        lead = self._create_opportunity()
        self.assertEqual(self._get_tasks(lead), ["Call the prospect"])
        self._hold(self.action_category, lead)
        self.assertEqual(lead.stage_id, stages[1])
        self._new_transaction()
        self.assertEqual(self._get_tasks(lead), ["Agree on a visit"])
        self._hold(self.visit_category, lead)
        self.assertEqual(lead.stage_id, stages[2])
        achieved = self.env["sales.achievement"].search([("lead_id", "=", lead.id)])
        self.assertEqual(achieved.user_id, self.seller)
        self.assertEqual(stages[0].rotting_threshold_days, 7)

    def test_opportunities_that_are_there(self):
        """I5: loading plans nothing for opportunities that it moves, and mails nobody."""
        lead = self._create_opportunity()
        messages = len(lead.message_ids)
        self._load(self.short)
        self.assertEqual(lead.stage_id.name, "Prospect")
        self.assertFalse(self._tasks(lead))
        self.assertEqual(len(lead.message_ids), messages)

    def test_customers_answer(self):
        """I5: in the reference funnel a quotation that is sent is the presentation, and the
        customer's answer is the evaluation."""
        stages = self._load(self.reference)
        steps = {stage.flow_step: stage.name for stage in stages}
        self.assertEqual(steps["sent"], "Project presentation")
        lead = self._create_opportunity()
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "opportunity_id": lead.id, "user_id": self.seller.id}
        )
        order.action_quotation_sent()
        self._new_transaction()
        self.assertEqual(lead.stage_id.name, "Project presentation")
        order._register_customer_answer("comment", "We are looking at it")
        self._new_transaction()
        self.assertEqual(lead.stage_id.name, "Prospect's evaluation")

    def test_tasks_in_the_language_of_who_does_them(self):
        """I5: a task speaks its seller's language, also one that was installed after the process
        was loaded; what the team has written itself stays."""
        stages = self._load(self.short)
        self.env["res.lang"]._activate_lang("fi_FI")
        self.env["ir.module.module"]._get("sales_process")._update_translations("fi_FI")
        self.env.invalidate_all()
        self.seller.lang = "fi_FI"
        lead = self._create_opportunity()
        self.assertEqual(self._get_tasks(lead), ["Soita prospektille"])
        colleagues = self._create_opportunity(user_id=self.seller2.id)
        self.assertEqual(self._get_tasks(colleagues), ["Call the prospect"])
        stages[0].activity_plan_id.template_ids.summary = "Ring them up"
        own = self._create_opportunity()
        self.assertEqual(self._get_tasks(own), ["Ring them up"])

    def test_tasks_of_two_teams(self):
        """I5: each team has tasks of its own."""
        one = self._load(self.short)[0].activity_plan_id
        other_team = self.env["crm.team"].create({"name": "Other", "company_id": False})
        other = self._load(self.short, other_team)[0].activity_plan_id
        self.assertNotEqual(one, other)
        self.assertEqual(one.template_ids.mapped("summary"), other.template_ids.mapped("summary"))

    def test_plans_that_are_left(self):
        """I5: the plans of a process are archived when the team takes another one; the team's own
        plans stay."""
        stages = self._load(self.short)
        left = stages[0].activity_plan_id
        own = self._create_plan(stages[1], {"summary": "Our own"})
        self._load(self.env.ref("sales_process.process_four"))
        self.assertFalse(left.active)
        self.assertTrue(own.active)

    def test_guidance_of_the_whole(self):
        """I5: the team takes over the guidance of the process, and the next one's, but keeps its
        own words."""
        self._load(self.short)
        self.assertEqual(self.new_team.process_guidance, self.short.guidance)
        self._load(self.reference)
        self.assertEqual(self.new_team.process_guidance, self.reference.guidance)
        self.new_team.process_guidance = "<p>Our way</p>"
        self._load(self.short)
        self.assertEqual(self.new_team.process_guidance, "<p>Our way</p>")
        self.assertEqual(self.new_team.process_template_id, self.short)

    def test_language_that_is_installed_later(self):
        """I5: guidance and goals come in a language that is installed later, and the English ones
        stay English."""
        stages = self._load(self.reference)
        self.env["res.lang"]._activate_lang("pl_PL")
        self.env["ir.module.module"]._get("sales_process")._update_translations("pl_PL")
        self.env.invalidate_all()
        for stage, origin in zip(stages, self.reference.stage_ids, strict=True):
            for lang in ("en_US", "pl_PL"):
                there, here = origin.with_context(lang=lang), stage.with_context(lang=lang)
                self.assertEqual(here.guidance, there.guidance)
                self.assertEqual(
                    here.goal_ids.mapped("display_name"), there.goal_ids.mapped("display_name")
                )
        self.assertNotEqual(stages[0].guidance, stages[0].with_context(lang="pl_PL").guidance)
        for lang in ("en_US", "pl_PL"):
            self.assertEqual(
                self.new_team.with_context(lang=lang).process_guidance,
                self.reference.with_context(lang=lang).guidance,
            )
