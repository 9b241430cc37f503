"""Which of Odoo's modules our addons are tried beside."""

import io
import re
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from devtools import community, neighbours, odoo_run, venv


class TestSelect(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.addons = Path(folder.name)

    def _add(self, name, *depends, **keys):
        (self.addons / name).mkdir()
        manifest = {"name": name, "depends": list(depends), **keys}
        (self.addons / name / "__manifest__.py").write_text(repr(manifest))

    def _select(self):
        odoo = SimpleNamespace(source=SimpleNamespace(addons=[self.addons]), python=sys.executable)
        return neighbours.select(odoo)

    def test_what_touches_ours(self):
        for name, depends in (
            ("web", ()),
            ("mail", ("web",)),
            ("crm", ("mail",)),
            ("event_crm", ("crm",)),
            ("web_other", ("web",)),
            ("l10n_fi", ("mail",)),
            ("test_mail", ("mail",)),
            ("pos_sale", ("crm",)),
            ("pos_adyen", ("crm",)),
        ):
            self._add(name, *depends)
        self._add("gone", "crm", installable=False)
        self.assertEqual(self._select(), ["crm", "event_crm", "mail", "pos_sale"])

    def test_what_lacks_a_package(self):
        """Neither it nor what needs it can be installed."""
        needs = {"external_dependencies": {"python": ["surely-nobody-has-this>=2"]}}
        self._add("mail")
        self._add("sent", "mail", **needs)
        self._add("sent_more", "sent")
        self.assertEqual(self._select(), ["mail"])


class TestReport(unittest.TestCase):
    def _say(self, function, *args):
        with redirect_stdout(io.StringIO()) as said:
            return function(*args), said.getvalue()

    def test_views(self):
        views = {"modules": 3, "rendered": 9, "broken": []}
        code, said = self._say(neighbours._report_views, views)
        self.assertEqual((code, said), (0, "3 modules, 9 views rendered, 0 broken\n"))
        views["broken"] = [("crm.view", "no field x")]
        code, said = self._say(neighbours._report_views, views)
        self.assertEqual(code, 1)
        self.assertIn("view crm.view: no field x\n", said)
        code, said = self._say(neighbours._report_views, {**views, "rendered": 0, "broken": []})
        self.assertEqual(code, 1)

    def test_tests(self):
        for passed, failed, complaints, wrong in (
            (("a",), {}, {}, 0),
            (("a",), {"TestX.test_y": ["no"]}, {}, 1),
            (("a",), {}, {"TestX.test_y": ["an error was logged"]}, 1),
            ((), {}, {}, 1),
        ):
            outcome = SimpleNamespace(complaints=complaints, failed=failed, passed=passed)
            code, said = self._say(neighbours._report_tests, outcome, 1.0)
            self.assertEqual(code, wrong)
            count = len(failed) + len(complaints)
            self.assertTrue(said.endswith(f"{len(passed)} passed, {count} failed\n"))


class TestCommunity(unittest.TestCase):
    def test_lock_is_of_this_series(self):
        lock = (venv.REQUIREMENTS / "community.txt").read_text().splitlines()
        wrong = [text for text in lock[1:] if not re.match(r"odoo-addon-[a-z-]+==19\.0\.", text)]
        self.assertEqual(wrong, [])

    def test_what_is_installed_is_put_beside_ours(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        environment = Path(folder.name)
        installed = environment / "lib" / "python3.11" / "site-packages" / "odoo" / "addons"
        for name in ("mail_activity_team", "crm_phonecall"):
            (installed / name).mkdir(parents=True)
            (installed / name / "__manifest__.py").write_text("{}")
        odoo = odoo_run.Odoo(None, None, None, addons=(Path("ours"),))
        with patch.object(venv, "python", return_value=environment / "bin" / "python"):
            self.assertEqual(community.names(), ["crm_phonecall", "mail_activity_team"])
            self.assertEqual(community.beside(odoo).addons, (Path("ours"), installed))
