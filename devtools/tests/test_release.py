"""A release: which versions are taken, where they are written, what becomes of the news."""

import tempfile
import unittest
import zipfile
from pathlib import Path

from devtools import addons, release
from devtools.say import Problem

MANIFEST = '{\n    "name": "One",\n    "version": "19.0.1.1.0",\n    "depends": ["crm"],\n}\n'


class ReleaseTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.addon = self.root / "one"
        (self.addon / "readme").mkdir(parents=True)
        (self.addon / "__manifest__.py").write_text(MANIFEST)
        (self.addon / "readme" / "HISTORY.md").write_text("## 19.0.1.1.0\n\n- The first.\n")
        for name in ("towncrier.toml", "newsfragments.jinja"):
            (self.root / name).symlink_to(Path(release.paths.ROOT) / name)

    def write_fragment(self, name, text):
        folder = self.addon / release.FRAGMENTS
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)

    def refusal(self, version):
        with self.assertRaises(Problem) as caught:
            release.check_version(version, self.root)
        return str(caught.exception)

    def test_versions(self):
        release.check_version("19.0.1.1.0", self.root)
        release.check_version("19.0.1.10.0", self.root)
        self.assertIn("say which version", self.refusal(""))
        self.assertIn("say which version", self.refusal("1.2"))
        self.assertIn("one has the version 19.0.1.1.0 already", self.refusal("19.0.1.0.9"))
        self.write_fragment("+new.feature.md", "Something new.")
        self.assertIn("give it the next version", self.refusal("19.0.1.1.0"))

    def test_news_and_version(self):
        self.write_fragment("+new.feature.md", "Something new.")
        self.write_fragment("+mended.bugfix.md", "Something mended.")
        release.write_news("19.0.1.2.0", self.root)
        release.set_version("19.0.1.2.0", self.root)
        self.assertEqual(
            (self.addon / "readme" / "HISTORY.md").read_text().strip().split("\n"),
            [
                "## 19.0.1.2.0",
                "",
                "- Something new.",
                "- Something mended.",
                "",
                "## 19.0.1.1.0",
                "",
                "- The first.",
            ],
        )
        self.assertEqual(release.fragments(self.root, "one"), [])
        self.assertEqual(addons.manifests(self.root)["one"]["version"], "19.0.1.2.0")

    def test_zip(self):
        wheel = self.root / "one.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr("odoo/addons/one/__init__.py", "")
            archive.writestr("one-19.0.dist-info/METADATA", "")
        made = release.pack({"one": wheel}, self.root / "dist" / "one.zip")
        self.assertEqual(zipfile.ZipFile(made).namelist(), ["one/__init__.py"])
