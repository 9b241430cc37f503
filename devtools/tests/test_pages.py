import tempfile
import unittest
from pathlib import Path

from devtools import pages


class CheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write("sales_process/models/cards/sales_card.py", "")
        self.write("sales_process/tools/pace.py", "")
        self.write("docs/cards.md", "")

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def complaints(self, text):
        self.write("docs/page.md", text)
        return list(pages.check(self.root))

    def test_what_is_there_passes(self):
        for name in (
            "sales_process/models/cards/",
            "models/cards/sales_card.py",
            "models/<concern>/<model>.py",
            "tools/{pace,pace}.py",
            "models/*/sales_*.py",
        ):
            self.assertEqual(self.complaints(f"See `{name}`.\n"), [])

    def test_what_is_gone_is_named_with_its_line(self):
        self.assertEqual(
            self.complaints("One\n`models/sales_card.py`\n"),
            ["docs/page.md:2: models/sales_card.py is not there"],
        )
        self.assertEqual(len(self.complaints("`tools/{pace,speed}.py`\n")), 1)
        self.assertEqual(len(self.complaints("`models/<concern>/views/`\n")), 1)

    def test_links_lead_somewhere(self):
        self.assertEqual(self.complaints("[a](cards.md#top) [b](https://example.com/x)\n"), [])
        self.assertEqual(len(self.complaints("![a](images/none.png)\n")), 1)

    def test_what_is_not_ours_is_left_alone(self):
        text = "`/var/cache/x` `~/.cache/y` `crm/models/a.py` `1/2`\n"
        self.assertEqual(self.complaints(text), [])
