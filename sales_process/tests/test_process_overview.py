from odoo.tests import Form, tagged

from .goals_common import GoalsCommon


@tagged("post_install", "-at_install")
class TestStagesAtAGlance(GoalsCommon):
    """I4: all stages where a manager finds them, and the process as a picture."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.action = cls.env.ref("sales_process.crm_stage_action_overview")

    def _get_warnings(self):
        self.env.invalidate_all()
        stages = self.team._get_process_stages().with_user(self.manager)
        return {stage.name: stage.weight_warning for stage in stages if stage.weight_warning}

    def test_menu(self):
        """I4: managers have the menu without developer mode, sellers do not."""
        menu = self.env.ref("sales_process.crm_stage_menu_overview")
        self.assertEqual(menu.action, self.action)
        for user, is_there in ((self.manager, True), (self.seller, False)):
            self.assertEqual(menu.id in menu.with_user(user)._visible_menu_ids(), is_there)

    def test_list(self):
        """I4: the list says weight, step, goals, tasks, guidance, days and opportunities of each
        stage, by team."""
        self._create_plan(self.first, {"summary": "Call"}, {"summary": "Write"})
        self.first.write({"guidance": "<p>Ask for the <b>budget</b></p>"})
        self._create_lead("Another")
        [list_view, *_others] = self.action.sudo().views
        stages = self.env["crm.stage"].with_user(self.manager)
        view = stages.get_views([list_view])["views"]["list"]
        for name in (
            "weight",
            "flow_step",
            "goal_ids",
            "task_names",
            "guidance_text",
            "rotting_threshold_days",
            "lead_count",
            "weight_warning",
        ):
            self.assertIn(f'name="{name}"', view["arch"])
        first = self.first.with_user(self.manager)
        self.assertEqual(first.task_names, "Call, Write")
        self.assertEqual(first.guidance_text, "Ask for the budget")
        self.assertEqual(first.lead_count, 2)
        opened = self.env["crm.lead"].search(first.action_open_leads()["domain"])
        self.assertEqual(len(opened), 2)
        self.assertEqual(opened.stage_id, self.first)
        self.assertIn('default_group_by="team_ids"', view["arch"])

    def test_opportunities_of_the_reader(self):
        """I4: opportunities now are those that the reader may see."""
        self._create_lead("Hers", user_id=self.seller2.id)
        self.assertEqual(self.first.with_user(self.seller).lead_count, 1)
        self.assertEqual(self.first.with_user(self.manager).lead_count, 2)

    def test_rising_weights(self):
        """I4: weights that rise are not warned of, nor won stages that weigh the same."""
        self.assertEqual(self._get_warnings(), {})
        self.ordered.weight = 100
        self.assertEqual(self._get_warnings(), {})

    def test_falling_weights(self):
        """I4: where weights do not rise both stages say so, and name each other and the team."""
        self.second.weight = 40
        warnings = self._get_warnings()
        self.assertEqual(set(warnings), {"Second", "Third"})
        self.assertIn("“Third” (40 %)", warnings["Second"])
        self.assertIn("“Second” (40 %)", warnings["Third"])
        self.assertIn("Process Team", warnings["Third"])
        self.second.weight = 50
        self.assertEqual(set(self._get_warnings()), {"Second", "Third"})

    def test_while_typing(self):
        """I4: the warning is there while the weight is typed."""
        with Form(self.second.with_user(self.manager), self._get_list_view()) as form:
            self.assertFalse(form.weight_warning)
            form.weight = 45
            self.assertIn("Third", form.weight_warning)
            form.weight = 30
            self.assertFalse(form.weight_warning)

    def _get_list_view(self):
        return self.env["ir.ui.view"].create(
            {
                "name": "The list as a form",
                "model": "crm.stage",
                "arch": "<form><field name='weight'/><field name='weight_warning'/></form>",
            }
        )

    def test_shared_stages(self):
        """I4: a team's own stage stands among the shared ones, where the team shows them."""
        shared = self.env["crm.stage"].search([("team_ids", "=", False)])
        team = self.env["crm.team"].create({"name": "Mixed", "company_id": False})
        own = self.env["crm.stage"].create(
            {"name": "Own", "sequence": shared[0].sequence, "team_ids": team.ids, "weight": 99}
        )
        self.assertIn("Mixed", own.weight_warning)
        team.has_own_stages = True
        self.env.invalidate_all()
        self.assertFalse(own.weight_warning)

    def test_queries(self):
        """I4: warnings and counts cost the same for many stages as for few."""

        def count(stages):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            stages.mapped("lead_count")
            stages.mapped("weight_warning")
            return self.env.cr.sql_log_count - before

        stages = self.team._get_process_stages()
        few = count(stages[:2])
        self.env["crm.stage"].create(
            [
                {"name": f"Stage {n}", "weight": 40 + n, "sequence": 3, "team_ids": self.team.ids}
                for n in range(30)
            ]
        )
        self.assertLessEqual(count(self.team._get_process_stages()), few + 1)

    def test_picture(self):
        """I4: the picture has the stages in order with goals, tasks, document and mail."""
        self._create_plan(self.first, {"summary": "Call"})
        picture = self.team.with_user(self.seller)._get_wall_picture()
        self.assertEqual(picture["name"], "Process Team")
        self.assertEqual(
            [stage["name"] for stage in picture["stages"]],
            ["First", "Second", "Third", "Ordered", "Paid"],
        )
        first, *_others, ordered, _paid = picture["stages"]
        self.assertEqual([goal["name"] for goal in first["goals"]], ["Customer visit held"])
        self.assertEqual(first["tasks"], ["Call"])
        self.assertEqual(ordered["document"], "Order")

    def test_on_paper(self):
        """I4: the picture is printed landscape, A4 and A3, of a team and of a ready-made process;
        sellers may print their team's."""
        self.team.process_guidance = "<p>Visits decide</p>"
        reference = self.env.ref("sales_process.process_reference")
        for name, record, user in (
            ("team_a4", self.team, self.seller),
            ("team_a3", self.team, self.seller),
            ("template_a4", reference, self.manager),
            ("template_a3", reference, self.manager),
        ):
            with self.subTest(report=name):
                report = self.env.ref(f"sales_process.action_report_process_{name}")
                paper = report.get_paperformat()
                self.assertEqual(paper.orientation, "Landscape")
                self.assertEqual(paper.format, name[-2:].upper())
                html = str(
                    self.env["ir.actions.report"]
                    .with_user(user)
                    ._render_qweb_html(report.report_name, record.ids)[0],
                    "utf-8",
                )
                stages = record._get_wall_picture()["stages"]
                self.assertEqual(html.count("o_sales_wall_stage"), len(stages))
                for stage in stages:
                    self.assertIn(stage["name"].replace("'", "&#39;"), html)
        self.assertIn("Call and ask about the need", html)

    def test_no_stages(self):
        """I4: a team without stages has a picture that says so."""
        team = self.env["crm.team"].create({"name": "Empty", "has_own_stages": True})
        html = self.env["ir.actions.report"]._render_qweb_html(
            "sales_process.report_process_team_a4", team.ids
        )[0]
        self.assertIn(b"There are no stages yet", html)
