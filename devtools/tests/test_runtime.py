import tempfile
import unittest
from pathlib import Path

from devtools import runtime


class CheckTest(unittest.TestCase):
    """An addon beside an Odoo that needs pytz, and may use phonenumbers."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.write(
            "odoo/tools/zones.py",
            "import pytz\ntry:\n    import phonenumbers\nexcept ImportError:\n    pass\n",
        )
        self.write("odoo/addons/phone/models.py", "import vobject\n")
        self.write("odoo/tests/common.py", "import websocket\n")
        self.write(
            "sales_process/models/card.py", "import json\nimport pytz\nfrom odoo import api\n"
        )

    def write(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def complaints(self, **manifest):
        return "\n".join(runtime.check(self.root, {"sales_process": manifest}, self.root))

    def test_what_odoo_needs_is_there(self):
        self.assertEqual(self.complaints(), "")

    def test_what_odoo_can_do_without_may_be_missing(self):
        for name in ("phonenumbers", "vobject", "websocket", "numpy"):
            self.write("sales_process/models/lead.py", f"def f():\n    from {name} import x\n")
            self.assertEqual(
                self.complaints(), f"sales_process/models/lead.py:2: imports {name}", name
            )

    def test_tests_may_need_more(self):
        self.write("sales_process/tests/test_card.py", "import hypothesis\n")
        self.write("sales_process/models/x.py", "from . import hypothesis\n")
        self.assertEqual(self.complaints(), "")

    def test_manifests(self):
        self.assertEqual(self.complaints(external_dependencies={"python": ["pytz"]}), "")
        self.assertEqual(
            self.complaints(external_dependencies={"python": ["numpy"], "bin": ["wkhtmltopdf"]}),
            "sales_process/__manifest__.py: needs numpy (python)\n"
            "sales_process/__manifest__.py: needs wkhtmltopdf (bin)",
        )
