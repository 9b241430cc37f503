import json
from base64 import b64decode, b64encode

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from .goals_common import GoalsCommon

COMPARED = ("name", "weight", "is_won", "flow_step", "requirements", "guidance", "goal_policy")


@tagged("post_install", "-at_install")
class TestProcessFiles(GoalsCommon):
    """I5: a process goes to another database as a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.short = cls.env.ref("sales_process.process_short")

    def _export(self, process):
        return json.loads(b64decode(process.process_file))

    def _import(self, data, filename="process.json"):
        content = data if isinstance(data, bytes) else json.dumps(data).encode()
        wizard = (
            self.env["sales.process.template.import"]
            .with_user(self.manager)
            .create({"content": b64encode(content), "filename": filename})
        )
        action = wizard.action_import()
        return self.env[action["res_model"]].browse(action["res_id"])

    def assertRefused(self, data, message, error=UserError):
        """The file is refused with this message, and nothing of it is there."""
        models = ("sales.process.template", "sales.process.template.stage", "mail.template")
        before = [self.env[model].search_count([]) for model in models]
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            self._import(data)
        self.assertEqual([self.env[model].search_count([]) for model in models], before)

    def test_round_trip(self):
        """I5: what comes in is what went out, with goals, tasks, mails and languages."""
        for code in ("fi_FI", "pl_PL"):
            self.env["res.lang"]._activate_lang(code)
            self.env["ir.module.module"]._get("sales_process")._update_translations(code)
        self.env.invalidate_all()
        for name in ("reference", "tender"):
            process = self.env.ref(f"sales_process.process_{name}")
            copy = self._import(self._export(process))
            self.assertNotEqual(copy, process)
            self.assertEqual(self._export(copy), self._export(process))
            for lang in ("en_US", "fi_FI", "pl_PL"):
                there, here = process.with_context(lang=lang), copy.with_context(lang=lang)
                self.assertEqual((here.name, here.guidance), (there.name, there.guidance))
                for stage, origin in zip(here.stage_ids, there.stage_ids, strict=True):
                    self.assertEqual(*([s[f] for f in COMPARED] for s in (stage, origin)))
                    self.assertEqual(stage.task_ids.mapped("name"), origin.task_ids.mapped("name"))
            self.assertEqual(copy.stage_ids.mail_template_id, process.stage_ids.mail_template_id)

    def test_own_process(self):
        """I5: a team's own process goes out with the tasks of its plans and with its mail, which
        are made where they are not there."""
        self._create_plan(self.first, {"summary": "Call", "delay_count": 1, "delay_unit": "weeks"})
        self.second.mail_template_id = self.env["mail.template"].create(
            {
                "name": "Our own mail",
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "subject": "Hello",
                "body_html": "<p>We are glad</p>",
            }
        )
        action = self.team.action_save_process()
        data = self._export(self.env["sales.process.template"].browse(action["res_id"]))
        self.second.mail_template_id.unlink()
        copy = self._import(data)
        self.assertEqual(
            copy.stage_ids.mapped("name"), self.team._get_process_stages().mapped("name")
        )
        [task] = copy.stage_ids.task_ids
        self.assertEqual((task.name, task.delay_days), ("Call", 5))
        mail = copy.stage_ids[1].mail_template_id
        self.assertEqual((mail.name, mail.model), ("Our own mail", "crm.lead"))
        self.assertIn("We are glad", mail.body_html)
        self.assertEqual(copy.stage_ids.goal_ids.event_category_id, self.visit_category)

    def test_imported_process_loads(self):
        """I5: an imported process can be loaded for a team."""
        copy = self._import(self._export(self.short))
        team = self.env["crm.team"].create({"name": "New team", "company_id": False})
        self.env["sales.process.template.load"].create(
            {"template_id": copy.id, "team_id": team.id}
        ).action_load()
        stages = team._get_process_stages()
        self.assertEqual(stages.mapped("name"), self.short.stage_ids.mapped("name"))
        self.assertTrue(stages[0].activity_plan_id.template_ids)

    def test_no_file_of_a_process(self):
        """I5: what is no file of a process is refused with the file's name."""
        for content in (
            b"",
            b"{",
            b"\xff\xfe\x00",
            b"[]",
            b"null",
            b'{"format": "something"}',
            b'{"format": "sales_process", "version": NaN}',
            b"[" * 100000,
        ):
            with self.subTest(content=content[:20]):
                self.assertRefused(content, "“process.json” is no file of a sales process")

    def test_broken_file(self):
        """I5: a damaged file is refused with the place, wherever the damage is."""
        for path, value, message in [
            (("version",), "1", "version cannot be “1”"),
            (("version",), True, "version cannot be “True”"),
            (("process",), [], "process cannot be"),
            (("process", "name"), "", "name cannot be “”"),
            (("process", "name"), {"en_US": 5}, "name en_US cannot be “5”"),
            (("process", "stage_ids"), {}, "stage_ids cannot be"),
            (("process", "stage_ids", 1), "Stage", "stage_ids 2 cannot be “Stage”"),
            (("process", "stage_ids", 1, "weight"), "5", "stage_ids 2 weight cannot be “5”"),
            (("process", "stage_ids", 1, "weight"), True, "stage_ids 2 weight cannot be “True”"),
            (("process", "stage_ids", 1, "is_won"), 1, "is_won cannot be “1”"),
            (("process", "stage_ids", 1, "flow_step"), "paid", "flow_step cannot be “paid”"),
            (("process", "stage_ids", 0, "name"), "N\0ew", "stage_ids 1 name cannot be"),
            (("process", "stage_ids", 0, "goal_ids", 0, "count"), 1.5, "count cannot be “1.5”"),
            (
                ("process", "stage_ids", 0, "goal_ids", 0, "event_category_id", "model"),
                "res.users",
                "event_category_id model cannot be “res.users”",
            ),
        ]:
            with self.subTest(path=path):
                data = self._export(self.short)
                place = data
                for key in path[:-1]:
                    place = place[key]
                place[path[-1]] = value
                self.assertRefused(data, message)

    def test_values_out_of_range(self):
        """I5: what the fields themselves refuse is refused with their message."""
        data = self._export(self.short)
        data["process"]["stage_ids"][2]["weight"] = 250
        self.assertRefused(data, "“Customer visit” in the process “Short sale” is 250")
        data = self._export(self.short)
        data["process"]["stage_ids"][2]["goal_ids"] = [
            {"kind": "domain", "domain": "[('x_gone', '=', 1)]"}
        ]
        self.assertRefused(data, "cannot be read", ValidationError)

    def test_newer_version(self):
        """I5: a file of a newer version says so, and what to do."""
        data = self._export(self.short)
        data["version"] = 2
        self.assertRefused(data, "“process.json” is of version 2.*Update Sales Process")

    def test_unknown_model(self):
        """I5: a model that is not there is named, and so is an unknown field."""
        data = self._export(self.short)
        stage = data["process"]["stage_ids"][0]
        stage["list_ids"] = [{"model": "no.such.list", "name": "Customers"}]
        self.assertRefused(data, "needs “no.such.list”.*stage_ids 1 list_ids.*Install the app")
        stage["list_ids"] = 5
        self.assertRefused(data, "names “list_ids” .stage_ids 1.*does not know")

    def test_unknown_record(self):
        """I5: a record that is not there is named, with its place."""
        data = self._export(self.short)
        goal = data["process"]["stage_ids"][0]["goal_ids"][0]
        goal["event_category_id"] = {"model": "sales.event.category", "name": "Site survey"}
        self.assertRefused(data, "needs “Site survey”.*event_category_id.*Create it first")
        category = self.env["sales.event.category"].create({"name": "Site survey", "role": "visit"})
        copy = self._import(data)
        self.assertEqual(copy.stage_ids[0].goal_ids[0].event_category_id, category)

    def test_too_large(self):
        """I5: nobody's process has a thousand stages or two megabytes."""
        data = self._export(self.short)
        data["process"]["stage_ids"] *= 100
        self.assertRefused(data, "stage_ids cannot be “900 > 200”")
        self.assertRefused(b" " * 2_000_001, "is too large to be a process")

    def test_access(self):
        """I5: files are the manager's."""
        with self.assertRaises(AccessError):
            self.env["sales.process.template.import"].with_user(self.seller).create(
                {"content": b64encode(b"{}")}
            )
        with self.assertRaises(AccessError):
            self.short.with_user(self.seller).process_file  # noqa: B018


@tagged("post_install", "-at_install")
class TestProcessDownload(HttpCase):
    def test_download(self):
        """I5: *Export* downloads the file under the name of the process."""
        process = self.env.ref("sales_process.process_short")
        self.authenticate("admin", "admin")
        response = self.url_open(process.action_export()["url"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("short_sale.json", response.headers["Content-Disposition"])
        self.assertEqual(response.json()["process"]["name"]["en_US"], "Short sale")
