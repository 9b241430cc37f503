"""Which of Odoo's modules our addons are tried beside."""

import re
import sys
import tempfile
import unittest
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
    def _report(self, broken=(), failed=None, passed=("a",)):
        outcome = SimpleNamespace(complaints={}, failed=failed or {}, passed=passed)
        return neighbours._report({"modules": 3, "rendered": 9, "broken": broken}, outcome, 1.0)

    def test_right(self):
        self.assertEqual(self._report(), 0)

    def test_wrong(self):
        self.assertEqual(self._report(broken=[("crm.view", "no field x")]), 1)
        self.assertEqual(self._report(failed={"TestX.test_y": ["no"]}), 1)
        self.assertEqual(self._report(passed=()), 1)


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
