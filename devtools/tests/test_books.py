"""The books name what is on the screen as the screen does, in each language."""

import re
import tempfile
import unittest
from pathlib import Path

from devtools import addons, books, paths

LABEL = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"\n)+)', re.MULTILINE)
# what Odoo calls its own menus, groups and buttons
ODOOS = {
    "Activate",
    "Administrator",
    "Apps",
    "CRM",
    "Configuration",
    "Contacts",
    "External ID",
    "Import",
    "Lead",
    "Reporting",
    "Sales",
    "Settings",
    "Test",
    "Update Apps List",
    "User: All Documents",
    "User: Own Documents Only",
}


def terms(language):
    """``{term: translation}`` of all our addons."""
    found = {}
    for addon in addons.manifests():
        path = paths.ROOT / addon / "i18n" / f"{language}.po"
        if path.exists():
            for msgid, msgstr in ENTRY.findall(path.read_text(encoding="utf-8")):
                found[_text(msgid)] = _text(msgstr)
    return found


def _text(quoted):
    return "".join(line[1:-1] for line in quoted.strip().split("\n")).replace('\\"', '"')


class BookTest(unittest.TestCase):
    def labels(self, language):
        for page, (of, text) in books.books(paths.ROOT).items():
            if of == language:
                for words in LABEL.findall(text):
                    yield from ((page, label) for label in words.split(" → "))

    def test_english_labels(self):
        known = {*terms("fi"), *ODOOS}
        unknown = [(page, label) for page, label in self.labels("en") if label not in known]
        self.assertEqual(unknown, [])

    def test_translated_labels(self):
        for language in books.LANGUAGES:
            known = {*terms(language).values(), *ODOOS}
            unknown = [(page, label) for page, label in self.labels(language) if label not in known]
            self.assertEqual(unknown, [])

    def test_definitions_are_all_there(self):
        made = books.figures(paths.ROOT)
        source = (paths.ROOT / books.DEFINITIONS).read_text(encoding="utf-8")
        found = books.definitions(paths.ROOT)
        self.assertEqual(len(found), len(re.findall(r": _t\(", source)))
        for text in found.values():
            self.assertIn(text, made)

    def test_what_is_not_current_is_said(self):
        self.assertEqual(list(books.check(paths.ROOT)), [])
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            for name in (books.BOOKS, "docs/images", "sales_process/static"):
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).symlink_to(paths.ROOT / name)
            page = root / "docs/books"
            page.unlink()
            page.mkdir()
            for path in (paths.ROOT / books.BOOKS).iterdir():
                (page / path.name).symlink_to(path)
            (page / "sellers.md").unlink()
            (page / "sellers.md").write_text("# Something else\n")
            complaints = list(books.check(root))
        self.assertEqual(len(complaints), 1)
        self.assertIn("help/sellers.html", complaints[0])

    def test_links_in_the_addon(self):
        """Pages of the books lead to each other there; of what the addon does not carry, the words
        are left."""
        text = "[a](../managers.md#talk) [b](../../events.md) ![c](../../images/x.png)"
        self.assertEqual(
            books.portable("fi/sellers.html", text, {"managers.html": ()}),
            "[a](../managers.html#talk) b ![c](../images/x.png)",
        )
