from odoo.tests import tagged

from .process_common import StagesCommon


@tagged("post_install", "-at_install", "sales_process_core_only")
class TestProcessLanguages(StagesCommon):
    """C2: stages of ready-made processes have their names in every language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reference = cls.env.ref("sales_process.process_reference")
        cls.four = cls.env.ref("sales_process.process_four")
        cls.new_team = cls.env["crm.team"].create({"name": "New team", "company_id": False})

    def _load(self, template, team):
        wizard = self.env["sales.process.template.load"].create(
            {"template_id": template.id, "team_id": team.id}
        )
        wizard.action_load()
        return team._get_process_stages()

    def test_translations(self):
        """C2: the stages have their names in the other languages, too."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.four.stage_ids[0].with_context(lang="fr_FR").name = "Nouveau"
        stages = self._load(self.four, self.new_team)
        self.assertEqual(stages[0].name, "New")
        self.assertEqual(stages[0].with_context(lang="fr_FR").name, "Nouveau")

    def _install_language(self, code):
        """As Odoo's form does, but for the other addons' terms."""
        self.env["res.lang"]._activate_lang(code)
        self.env["ir.module.module"]._get("sales_process")._update_translations(code)
        self.env.invalidate_all()

    def test_language_that_is_installed_later(self):
        """C2: stages that were loaded before a language came have their names in it as well, all
        of them; what the team has renamed stays as the team has it."""
        stages = self._load(self.reference, self.new_team)
        stages[1].name = "Our own"
        lang = self.env["res.lang"].with_context(active_test=False).search([("code", "=", "fi_FI")])
        self.env["base.language.install"].create({"lang_ids": lang.ids}).lang_install()
        self.env.invalidate_all()
        origins = stages.process_stage_id.with_context(lang="fi_FI")
        self.assertNotEqual(origins.mapped("name"), stages.process_stage_id.mapped("name"))
        in_finnish = stages.with_context(lang="fi_FI")
        for stage, origin in zip(in_finnish, origins, strict=True):
            if stage == stages[1]:
                self.assertEqual(stage.name, "Our own")
                continue
            self.assertEqual(stage.name, origin.name)
            self.assertEqual(stage.guidance, origin.guidance)
            self.assertEqual(stage.goal_ids.mapped("name"), origin.goal_ids.mapped("name"))
        self.assertEqual(stages[0].name, self.reference.stage_ids[0].name, "English as before")

    def test_own_translations_stay(self):
        """C2: a language that is loaded once more overwrites no name that the team has given."""
        self._install_language("fi_FI")
        stages = self._load(self.reference, self.new_team)
        stages[0].with_context(lang="fi_FI").name = "Oma"
        self._install_language("fi_FI")
        self.assertEqual(stages[0].with_context(lang="fi_FI").name, "Oma")

    def test_loaded_by_who_speaks_another_language(self):
        """C2: whichever language the manager speaks, every installed one has its names."""
        self._install_language("fi_FI")
        self._install_language("pl_PL")
        loading = self.env["sales.process.template.load"].with_context(lang="fi_FI")
        loading.create(
            {"template_id": self.reference.id, "team_id": self.new_team.id}
        ).action_load()
        stages = self.new_team._get_process_stages()
        for lang in ("en_US", "fi_FI", "pl_PL"):
            names = stages.with_context(lang=lang).mapped("name")
            self.assertEqual(
                names, self.reference.stage_ids.with_context(lang=lang).mapped("name"), lang
            )

    def test_stage_of_the_same_name_that_the_team_had(self):
        """C2: a stage that the team keeps is translated, where nobody has done so."""
        own = self.env["crm.stage"].create(
            {"name": self.four.stage_ids[0].name, "team_ids": self.new_team.ids, "sequence": 0}
        )
        self.env["res.lang"]._activate_lang("fr_FR")
        self.four.stage_ids[0].with_context(lang="fr_FR").name = "Nouveau"
        stages = self._load(self.four, self.new_team)
        self.assertIn(own, stages)
        self.assertEqual(own.with_context(lang="fr_FR").name, "Nouveau")

    def test_saved_process_keeps_its_languages(self):
        """C2: a process that is made of a team's stages takes along their names in each."""
        self.env["res.lang"]._activate_lang("fr_FR")
        stages = self._load(self.four, self.new_team)
        stages[0].with_context(lang="fr_FR").name = "Nouveau"
        action = self.new_team.action_save_process()
        saved = self.env["sales.process.template"].browse(action["res_id"])
        self.assertEqual(saved.stage_ids[0].with_context(lang="fr_FR").name, "Nouveau")
        other = self.env["crm.team"].create({"name": "Other team", "company_id": False})
        [first, *_rest] = self._load(saved, other)
        self.assertEqual(first.with_context(lang="fr_FR").name, "Nouveau")
