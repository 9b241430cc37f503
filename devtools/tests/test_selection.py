import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import addons, selection
from devtools.say import Problem

CARDS = """
class TestSalesCard:
    def test_counts(self): ...

class TestTour:
    def test_story(self): ...
"""


class ParseTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        for path, text in {
            "sales_process/tests/test_cards.py": CARDS,
            "sales_process/tests/test_a_connected.py": "class TestMail:\n    def test_a(self): 0",
            "sales_process_stock/tests/test_bar.py": "class TestBar:\n    def test_x(self): ...",
            "tests/test_install.py": "class InstallTest:\n    def test_fresh(self): ...",
            "devtools/tests/test_log.py": "class LogTest:\n    def test_read(self): ...",
        }.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        patch = mock.patch.object(
            addons, "manifests", lambda: {"sales_process": {}, "sales_process_stock": {}}
        )
        patch.start()
        self.addCleanup(patch.stop)

    def parse(self, text):
        return selection.parse(text, self.root)

    def test_nothing_means_everything(self):
        self.assertEqual(self.parse("").stages, set(selection.STAGES))

    def test_stages(self):
        self.assertEqual(self.parse("lint, outside").stages, {"lint", "outside"})
        self.assertEqual(self.parse("addons").stages, {"core", "full"})

    def test_a_class_a_method_and_a_file_of_the_addon(self):
        for word, tag in (
            ("TestSalesCard", "/sales_process:TestSalesCard"),
            ("TestSalesCard.test_counts", "/sales_process:TestSalesCard.test_counts"),
            ("test_story", "/sales_process:TestTour.test_story"),
            ("test_cards", "/sales_process/tests/test_cards.py"),
            ("sales_process/tests/test_cards.py", "/sales_process/tests/test_cards.py"),
        ):
            with self.subTest(word):
                chosen = self.parse(word)
                self.assertEqual(chosen.stages, {"core"})
                self.assertEqual(chosen.tags, {"core": [tag]})

    def test_a_bridge_runs_in_the_full_database(self):
        self.assertEqual(self.parse("TestBar").tags, {"full": ["/sales_process_stock:TestBar"]})

    def test_odoos_own_tags_pass_through(self):
        chosen = self.parse("/sales_process:TestX.test_y")
        self.assertEqual(chosen.tags, {"core": ["/sales_process:TestX.test_y"]})

    def test_tests_of_the_tooling_and_from_outside(self):
        chosen = self.parse("InstallTest.test_fresh test_log")
        self.assertEqual(
            chosen.modules,
            {
                "outside": ["tests.test_install.InstallTest.test_fresh"],
                "devtools": ["devtools.tests.test_log"],
            },
        )

    def test_tests_that_need_other_apps_run_from_outside(self):
        for words in ("TestMail", "test_a_connected", "TestMail.test_a test_a_connected"):
            chosen = self.parse(words)
            self.assertEqual(chosen.stages, {"outside"})
            self.assertEqual(chosen.modules, {"outside": [selection.CONNECTED[1]]})

    def test_a_word_that_means_nothing_is_refused(self):
        for word in ("TestNowhere", "TestSalesCard.test_nothing", "/sale:TestX"):
            with self.subTest(word), self.assertRaises(Problem):
                self.parse(word)
