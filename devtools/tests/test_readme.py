import copy
import re
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from devtools import addons, paths, readme

MANIFEST = {
    "name": "Sales & Process",
    "summary": "Cards",
    "images": ["static/description/view.png"],
}


class ReadmeTest(unittest.TestCase):
    """A fragment, a picture or a generated file that somebody changed is noticed."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.manifests = {"cards": copy.deepcopy(MANIFEST)}
        for path, text in {
            "cards/readme/DESCRIPTION.md": "Cards.\n\n![View](../static/description/view.png)\n",
            "cards/readme/USAGE.md": "## A seller\n\nOpens it.\n",
            "cards/readme/HISTORY.md": "## 1.0\n\n- First.\n",
            "cards/readme/CONTRIBUTORS.md": "- Us\n",
            "cards/static/description/view.png": "picture",
            "docs/images/view.png": "picture",
        }.items():
            self.write(path, text)
        for patch in (
            mock.patch.object(addons, "manifests", lambda: self.manifests),
            mock.patch.object(readme, "convert", lambda text, form: f"{form}: {text}"),
            mock.patch.object(readme, "line"),
        ):
            patch.start()
            self.addCleanup(patch.stop)
        readme.run(self.root)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def complaints(self):
        return "\n".join(readme.check(self.root, self.manifests))

    def test_what_was_just_made_is_current(self):
        self.assertEqual(self.complaints(), "")

    def test_sections_follow_the_fragments(self):
        text = (self.root / "cards/README.rst").read_text()
        self.assertIn("## Usage\n\n### A seller\n", text)
        self.assertNotIn("Configuration", text)
        self.assertLess(text.index("## Usage"), text.index("## Changelog"))

    def test_pictures_are_found_from_the_readme_and_from_the_page(self):
        self.assertIn("(static/description/view.png)", (self.root / "cards/README.rst").read_text())
        page = (self.root / "cards" / readme.PAGE).read_text()
        self.assertIn("(view.png)", page)
        self.assertIn("<h1>Sales &amp; Process</h1>", page)

    def test_whatever_is_changed_by_hand_is_noticed(self):
        for path in ("readme/USAGE.md", "README.rst", readme.PAGE):
            with self.subTest(path):
                kept = (self.root / "cards" / path).read_text()
                self.write(f"cards/{path}", f"Another.\n{kept}")
                self.assertIn("are not made from readme/", self.complaints())
                self.write(f"cards/{path}", kept)
        self.manifests["cards"]["summary"] = "Other words"
        self.assertIn("are not made from readme/", self.complaints())

    def test_what_is_missing_is_named(self):
        (self.root / "cards/readme/HISTORY.md").unlink()
        self.manifests["cards"]["images"].append("static/description/none.png")
        complaints = self.complaints()
        self.assertIn("cards/readme/HISTORY.md: is missing", complaints)
        self.assertIn("static/description/none.png does not exist", complaints)

    def test_a_picture_taken_anew_is_noticed_and_copied(self):
        self.write("docs/images/view.png", "another")
        self.assertIn("cards/static/description/view.png: differs", self.complaints())
        readme.refresh_pictures(self.root)
        self.assertEqual(self.complaints(), "")


class PageTest(unittest.TestCase):
    """What Odoo shows of an addon, and the books, are whole where there is no internet."""

    # what a browser fetches by itself; a link is somebody's own click
    FETCHED = re.compile(
        r"""\bsrc(?:set)?=["']([^"']+)|<link\b[^>]*\bhref=["']([^"']+)|url\(["']?([^"')]+)|@import\s+["']([^"']+)"""
    )

    def test_nothing_is_fetched_from_elsewhere(self):
        pages = [
            page
            for addon in addons.manifests()
            for page in (paths.ROOT / addon / "static").rglob("*.html")
        ]
        self.assertGreater(len(pages), len(addons.manifests()))
        fetched = [
            (page, target)
            for page in pages
            for found in self.FETCHED.findall(page.read_text(encoding="utf-8"))
            for target in found
            if target
        ]
        self.assertTrue(fetched)
        for page, target in fetched:
            with self.subTest(page=page.name, target=target):
                self.assertNotIn("//", target)
                if not target.startswith("data:"):
                    self.assertTrue((page.parent / target.partition("#")[0]).exists())
