import tempfile
import unittest
from pathlib import Path

from devtools import house_rules

ACCESS = "id,model_id:id,group_id:id\n"


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.manifest = {"data": ["views/x.xml"]}
        self.write("models/__init__.py", "from . import card\n")
        self.write("models/card.py", "x = 1\n")
        self.write("tests/__init__.py", "from . import test_card\n")
        self.write("tests/test_card.py", "x = 1\n")
        self.write("views/x.xml", "<odoo/>\n")
        self.write(
            "security/ir.model.access.csv", ACCESS + "access_card_user,model_card,base.group_user\n"
        )
        self.manifest["data"].append("security/ir.model.access.csv")

    def write(self, path, text):
        target = self.root / "sales_process" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def complaints(self):
        return "\n".join(house_rules.check(self.root, {"sales_process": self.manifest}))

    def test_a_tidy_addon_passes(self):
        self.assertEqual(self.complaints(), "")

    def test_what_is_gone_in_19_is_named_with_its_line(self):
        self.write("models/card.py", "class A:\n    _sql_constraints = []\n")
        self.assertIn("sales_process/models/card.py:2: _sql_constraints", self.complaints())

    def test_a_forgotten_test_file_is_named(self):
        self.write("tests/test_lost.py", "x = 1\n")
        self.assertIn("test_lost.py is not imported", self.complaints())

    def test_a_forgotten_data_file_is_named(self):
        self.write("views/lost.xml", "<odoo/>\n")
        self.assertIn("views/lost.xml: not named in the manifest", self.complaints())

    def test_access_for_everybody_is_refused(self):
        self.write(
            "security/ir.model.access.csv",
            ACCESS + "access_card_user,model_card,\n",
        )
        self.assertIn("access_card_user: names no group", self.complaints())

    def test_access_is_named_after_model_and_group(self):
        self.write(
            "security/ir.model.access.csv",
            ACCESS + "access_card_user,crm.model_card,sales_team.group_sale_manager\n",
        )
        self.assertIn("access_card_user: is called access_card_manager", self.complaints())

    def test_a_file_ends_with_a_newline(self):
        self.write("models/card.py", "x = 1")
        self.assertIn("card.py: no newline at the end", self.complaints())

    def test_a_file_that_is_too_long_is_named(self):
        self.write("models/card.py", "x = 1\n" * 400)
        self.assertEqual(self.complaints(), "")
        self.write("models/card.py", "x = 1\n" * 401)
        self.assertIn("models/card.py: 401 lines; 400 are the most", self.complaints())

    def test_tests_and_tools_are_no_longer_than_models(self):
        for path in (
            "sales_process/tests/test_card.py",
            "tests/outside.py",
            "benchmarks/reads.py",
            "devtools/tests/test_card.py",
        ):
            with self.subTest(path=path):
                target = self.root / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text("x = 1\n" * 400)
                self.assertEqual(self.complaints(), "")
                target.write_text("x = 1\n" * 401)
                self.assertEqual(
                    self.complaints(), f"{path}: 401 lines; 400 are the most, split it"
                )
                target.write_text("x = 1\n")

    def test_a_model_says_what_it_is_for(self):
        self.write("models/card.py", 'class Card:\n    """A list."""\n')
        self.assertEqual(self.complaints(), "")
        self.write("models/card.py", "class Card:\n    x = 1\n")
        self.assertIn("models/card.py:1: Card does not say what it is for", self.complaints())
