from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged, users

from .process_common import StagesCommon

REFERENCE = [
    ("New prospect", 0),
    ("Information about need", 1),
    ("Company, first contact", 2),
    ("First meeting", 3),
    ("Analysis of possibilities", 5),
    ("Project development", 10),
    ("Project presentation", 15),
    ("Prospect's evaluation", 20),
    ("Project preparation 2", 25),
    ("Project presentation 2", 30),
    ("Prospect's evaluation of project 2", 35),
    ("Negotiations", 40),
    ("Negotiations 2", 50),
    ("Order", 80),
    ("Delivery", 85),
    ("Invoice", 95),
    ("Receivable (paid)", 100),
    ("Next action", 100),
]


@tagged("post_install", "-at_install")
class TestProcessTemplate(StagesCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reference = cls.env.ref("sales_process.process_reference")
        cls.four = cls.env.ref("sales_process.process_four")
        cls.new_team = cls.env["crm.team"].create({"name": "New team", "company_id": False})
        cls.shared = cls.env["crm.stage"].search([("team_ids", "=", False)])

    def _load(self, template, team):
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": template.id, "team_id": team.id}
        )
        wizard.action_load()
        return team._get_process_stages()

    def _snapshot(self, stages):
        return [
            (stage.id, stage.name, stage.weight, stage.flow_step, stage.sequence, stage.team_ids)
            for stage in stages
        ]

    def test_reference_funnel(self):
        """C2: the reference funnel has exactly its stages and percentages, all explained."""
        stages = self.reference.stage_ids
        self.assertEqual([(stage.name, stage.weight) for stage in stages], REFERENCE)
        for stage in stages:
            self.assertTrue(stage.requirements, stage.name)
            self.assertTrue(stage.guidance, stage.name)
        steps = {stage.flow_step: stage.name for stage in stages if stage.flow_step}
        self.assertEqual(
            {step: steps[step] for step in ("order", "delivery", "invoice", "payment")},
            {
                "order": "Order",
                "delivery": "Delivery",
                "invoice": "Invoice",
                "payment": "Receivable (paid)",
            },
        )
        self.assertEqual(
            stages.filtered("is_won").mapped("name"), [name for name, _weight in REFERENCE[13:]]
        )

    def test_delivered_processes(self):
        """C2: every delivered process can be loaded, ends won, and grows in weight."""
        for template in self.env["sales.process.template"].search([]):
            with self.subTest(template=template.name):
                stages = self._load(template, self.env["crm.team"].create({"name": "Team"}))
                self.assertEqual(len(stages), len(template.stage_ids))
                weights = stages.mapped("weight")
                self.assertEqual(weights, sorted(weights))
                won = stages.mapped("is_won")
                self.assertEqual(won, sorted(won))
                self.assertTrue(won[-1])
                self.assertIn("order", stages.mapped("flow_step"))
        service = self.env.ref("sales_process.process_service").stage_ids
        self.assertNotIn("delivery", service.mapped("flow_step"))

    def test_load(self):
        """C2: loading makes the team's pipeline that process, and nobody else's."""
        before = self._snapshot(self.shared)
        stages = self._load(self.reference, self.new_team)
        self.assertEqual([(stage.name, stage.weight) for stage in stages], REFERENCE)
        self.assertEqual(stages.team_ids, self.new_team)
        self.assertEqual(self._snapshot(self.shared), before)
        self.assertEqual(self.env["crm.team"]._get_process_stages(), self.shared)
        self.assertIn(self.first, self.team._get_process_stages())

    def test_load_twice(self):
        """C2: loading twice changes nothing, not even what the team has changed since."""
        stages = self._load(self.reference, self.new_team)
        stages[3].write({"weight": 7, "name": "Our first meeting"})
        lead = self._create_lead("Lead", team_id=self.new_team.id, user_id=False)
        before = self._snapshot(stages)
        self.assertEqual(self._snapshot(self._load(self.reference, self.new_team)), before)
        self.assertEqual(len(lead.stage_history_ids), 1)

    def test_opportunities_keep_a_stage(self):
        """C2: all opportunities of the team go where the preview says; none is lost, won or moved
        elsewhere by it."""
        open_lead = self._create_lead("Open", stage_id=self.second.id)
        archived = self._create_lead("Archived", stage_id=self.second.id, probability=20)
        archived.action_archive()
        lost = self._create_lead("Lost", stage_id=self.third.id)
        lost.action_set_lost()
        lost_on = lost.date_closed
        won = self._create_lead("Won", stage_id=self.paid.id)
        won_on = won.date_closed
        won.write({"aftercare_planned_on": False})
        elsewhere = self._create_lead("Elsewhere", team_id=self.new_team.id, user_id=False)
        stage_elsewhere = elsewhere.stage_id
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": self.reference.id, "team_id": self.team.id}
        )
        counts = {line.stage_id.name: line.lead_count for line in wizard.line_ids}
        self.assertEqual(counts, {"First": 1, "Second": 2, "Third": 1, "Ordered": 0, "Paid": 1})
        targets = {line.stage_id.name: line.target_id.name for line in wizard.line_ids}
        self.assertEqual(
            targets,
            {
                "First": "New prospect",
                "Second": "Prospect's evaluation",
                "Third": "Negotiations",
                "Ordered": "Order",
                "Paid": "Receivable (paid)",
            },
        )
        line = wizard.line_ids.filtered(lambda line: line.stage_id == self.second)
        line.target_id = self.reference.stage_ids[6]
        wizard.action_load()
        self.assertEqual(open_lead.stage_id.name, "Project presentation")
        self.assertEqual((archived.stage_id.name, archived.active), ("Project presentation", False))
        self.assertEqual((lost.stage_id.name, lost.won_status), ("Negotiations", "lost"))
        self.assertEqual(lost.date_closed, lost_on)
        self.assertEqual((won.stage_id.name, won.won_status), ("Receivable (paid)", "won"))
        self.assertEqual(won.date_closed, won_on)
        self.assertEqual(elsewhere.stage_id, stage_elsewhere)
        self.assertEqual(len(self.team._get_process_stages()), 18)
        stays = self.get_stays(open_lead)
        self.assertEqual([stay.display_name for stay in stays], ["Second", "Project presentation"])
        self.assertEqual((stays[-1].cause, stays[-1].cause_id), ("install", self.reference.id))
        self.assertFalse(won.aftercare_planned_on, "Tidying up is no payment")

    def test_shared_stage_stays(self):
        """C8: a team leaves the shared stages without changing them for the others."""
        lead = self._create_lead("Lead", team_id=self.new_team.id, user_id=False)
        other = self.env["crm.lead"].create({"name": "No team", "team_id": False, "user_id": False})
        self.assertEqual(lead.stage_id, other.stage_id)
        self._load(self.four, self.new_team)
        self.assertEqual(lead.stage_id.team_ids, self.new_team)
        self.assertEqual(other.stage_id, self.shared[0])
        fresh = self._create_lead("Fresh", team_id=self.new_team.id, user_id=False)
        self.assertEqual(fresh.stage_id.name, "New")
        self.assertEqual(fresh.stage_id.team_ids, self.new_team)

    def test_pipelines_side_by_side(self):
        """C8: each team's board and form show its own pipeline."""
        stages = self._load(self.four, self.new_team)
        Lead = self.env["crm.lead"].with_context(default_team_id=self.new_team.id)
        self.assertEqual(Lead._read_group_stage_ids(self.env["crm.stage"], []), stages)
        lead = self._create_lead("Lead", team_id=self.new_team.id, user_id=False)
        self.assertEqual(lead.team_stage_ids, stages)
        self.assertEqual(self.lead.team_stage_ids, self.team._get_process_stages())
        no_team = self.env["crm.lead"].create({"name": "No team", "team_id": False})
        self.assertEqual(no_team.team_stage_ids, self.shared)
        mine = self.env["crm.lead"].with_user(self.seller).with_context(show_user_team_stages=True)
        self.assertEqual(
            mine._read_group_stage_ids(self.env["crm.stage"], []),
            self.team._get_process_stages(),
        )

    def test_same_name_is_kept(self):
        """C2: a stage of the team with the same name becomes that of the process."""
        stage = self.env["crm.stage"].create(
            {"name": "qualified", "team_ids": self.new_team.ids, "requirements": "Ours"}
        )
        lead = self._create_lead("Lead", team_id=self.new_team.id, user_id=False, stage_id=stage.id)
        stages = self._load(self.four, self.new_team)
        self.assertIn(stage, stages)
        self.assertEqual((stage.weight, stage.requirements), (30, "Ours"))
        self.assertEqual((lead.stage_id, lead.weight), (stage, 30))

    def test_documents_lead_from_now_on(self):
        """C2: loading a process that documents move turns that on for the company."""
        company = self.env.company
        company.stages_follow_documents = False
        wizard = Form(
            self.env["sales.process.template.load"].with_context(
                default_template_id=self.four.id, default_team_id=self.new_team.id
            )
        )
        self.assertTrue(wizard.is_following_documents)
        wizard.save().action_load()
        self.assertTrue(company.stages_follow_documents)
        # turned off again, loading it once more changes nothing
        company.stages_follow_documents = False
        self._load(self.four, self.new_team)
        self.assertFalse(company.stages_follow_documents)

    def test_form(self):
        """C2: the form previews before anything is changed, and takes other targets."""
        self.lead.stage_id = self.second
        before = self._snapshot(self.team._get_process_stages())
        form = Form(
            self.env["sales.process.template.load"]
            .with_user(self.manager)
            .with_context(default_team_id=self.team.id)
        )
        form.template_id = self.reference
        self.assertEqual(len(form.line_ids), 5)
        self.assertEqual(form.moved_lead_count, 1)
        self.assertEqual(len(form.new_stage_ids), 18)
        with form.line_ids.edit(1) as line:
            self.assertEqual(line.outcome, "Is replaced")
            line.target_id = self.reference.stage_ids[2]
        wizard = form.save()
        self.assertEqual(self._snapshot(self.team._get_process_stages()), before)
        wizard.action_load()
        self.assertEqual(self.lead.stage_id.name, "Company, first contact")

    @users("sp_manager")
    def test_save_as_process(self):
        """C2: a team's stages become a process of one's own, which loads the same stages."""
        action = self.team.with_env(self.env).action_save_process()
        template = self.env["sales.process.template"].browse(action["res_id"])
        self.assertEqual(
            template.stage_ids.mapped("name"), ["First", "Second", "Third", "Ordered", "Paid"]
        )
        team = self.env["crm.team"].create({"name": "Copy"})
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": template.id, "team_id": team.id}
        )
        wizard.action_load()
        self.assertEqual(
            [(s.name, s.weight, s.is_won, s.flow_step) for s in team._get_process_stages()],
            [(s.name, s.weight, s.is_won, s.flow_step) for s in self.team._get_process_stages()],
        )

    def test_skipping(self):
        """C6: stages can be skipped, forwards and backwards."""
        stages = self._load(self.reference, self.team)
        self.lead.stage_id = stages[11]
        self.lead.stage_id = stages[2]
        self.assertEqual(self.lead.weight, 2)

    def test_no_stages(self):
        """C2: a process without stages says so by name, and changes nothing."""
        template = self.env["sales.process.template"].create({"name": "Empty"})
        with self.assertRaisesRegex(UserError, "“Empty” has no stages yet"):
            self._load(template, self.new_team)
        self.assertFalse(self.new_team.has_own_stages)

    def test_outcome_must_match(self):
        """C2: a target that would win or reopen opportunities is refused by name."""
        self._create_lead("Won", stage_id=self.ordered.id)
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": self.four.id, "team_id": self.team.id}
        )
        line = wizard.line_ids.filtered(lambda line: line.stage_id == self.ordered)
        line.target_id = self.four.stage_ids[0]
        with self.assertRaisesRegex(UserError, "“Ordered” and “New” are not both won"):
            wizard.action_load()
        line.target_id = False
        with self.assertRaisesRegex(UserError, "Choose a stage for the 1 opportunities in “Order"):
            wizard.action_load()
        line.target_id = self.reference.stage_ids[13]
        with self.assertRaisesRegex(UserError, "“Order” is no stage of the process “Four"):
            wizard.action_load()

    def test_pipeline_changed_meanwhile(self):
        """C2: a stage that came after the preview is not overlooked."""
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": self.four.id, "team_id": self.team.id}
        )
        self.assertEqual(len(wizard.line_ids), 5)
        self.env["crm.stage"].create({"name": "Sudden", "team_ids": self.team.ids})
        with self.assertRaisesRegex(UserError, "Sudden"):
            wizard.action_load()

    def test_same_flow_step_twice(self):
        """C2: two stages of one team for one document are refused, naming both."""
        message = "“Third” and “Ordered”.*“Order”.*Process Team"
        with self.assertRaisesRegex(ValidationError, message), self.env.cr.savepoint():
            self.third.flow_step = "order"
        with self.assertRaisesRegex(ValidationError, "“A” and “B” of the process “Twice”"):
            self.env["sales.process.template"].create(
                {
                    "name": "Twice",
                    "stage_ids": [
                        (0, 0, {"name": name, "flow_step": "sent"}) for name in ("A", "B")
                    ],
                }
            )
        # another team may have its own, and a team's own goes before a shared one
        other = self.env["crm.stage"].create(
            {"name": "Theirs", "flow_step": "order", "team_ids": self.new_team.ids}
        )
        steps = self.new_team._get_flow_steps(self.env["crm.stage"].search([]))
        self.assertEqual([s for s, step in steps.items() if step == "order"], [other])
        with self.assertRaisesRegex(ValidationError, "Process Team"):
            other.team_ids |= self.team

    def test_weight_of_process_stage(self):
        """C1: a process takes percentages from 0 to 100 only, and names the stage."""
        with self.assertRaisesRegex(ValidationError, "“New” in the process “Four stages” is 120"):
            self.four.stage_ids[0].weight = 120

    def test_access(self):
        """C2: processes are the manager's."""
        with self.assertRaises(AccessError):
            self.env["sales.process.template.load"].with_user(self.seller).create(
                {"template_id": self.four.id, "team_id": self.team.id}
            )
        with self.assertRaises(AccessError):
            self.four.with_user(self.seller).name = "Mine"
        wizard = (
            self.env["sales.process.template.load"]
            .with_user(self.manager)
            .create({"template_id": self.four.id, "team_id": self.team.id})
        )
        wizard.action_load()
        self.assertEqual(len(self.team._get_process_stages()), 4)
