"""One word for one thing: screens, pages and translations keep to ``docs/words.md``."""

import ast
import re
import unittest

from devtools import addons, paths
from devtools.tests.test_books import terms

ROW = re.compile(r"^\| (?!word|---)(.+) \|$", re.MULTILINE)


def words():
    """Rows of the glossary: word, meaning, Finnish, Polish, and what is not said."""
    for row in ROW.findall((paths.ROOT / "docs" / "words.md").read_text(encoding="utf-8")):
        yield [cell.strip() for cell in f"{row} ".split(" |")]


class WordsTest(unittest.TestCase):
    def test_translations(self):
        for number, language in ((2, "fi"), (3, "pl")):
            known = terms(language)
            for row in words():
                with self.subTest(word=row[0], language=language):
                    self.assertEqual(known.get(row[0], row[number]), row[number])

    def test_each_word_is_on_a_screen(self):
        self.assertEqual([row[0] for row in words() if row[0] not in terms("fi")], [])

    def test_other_words_are_not_said(self):
        pages = [*paths.ROOT.glob("docs/*.md"), *paths.ROOT.glob("docs/books/*.md")]
        texts = {term: term for term in terms("fi")} | {
            str(page): page.read_text(encoding="utf-8")
            for page in pages
            if page.stem not in ("words", "moving_in")  # which says what others say
        }
        for addon in addons.manifests():
            for page in (paths.ROOT / addon / "readme").glob("*.md"):
                texts[str(page)] = page.read_text(encoding="utf-8")
        said = [
            (other, place)
            for row in words()
            for other in filter(None, (each.strip() for each in row[4].split(",")))
            for place, text in texts.items()
            if re.search(rf"\b{re.escape(other)}s?\b", text, re.IGNORECASE)
        ]
        self.assertEqual(said, [])


class HelpTest(unittest.TestCase):
    """A field that somebody sets on a screen says what it means."""

    # what everybody knows, and what Odoo explains
    PLAIN = {"active", "company_id", "expected_revenue", "filename", "name", "sequence"} | {
        "create_date",
        "create_uid",
    }
    # rows and steps whose form has one question, which its title asks
    BY_TITLE = (
        "dry_run_line",
        "dry_run_share",
        "card_step",
        "card_preference",
        "digest",
        "card_round",
        "process_start",
    )
    # lists: what a handover takes along is said by its rows
    SAID_BY_THE_VIEW = {"has_opportunities", "has_activities", "has_quotations", "has_targets"}

    def fields_without_help(self):
        shown = set()
        for pattern in ("sales_process*/views/**/*.xml", "sales_process*/wizards/**/*.xml"):
            for path in paths.ROOT.glob(pattern):
                shown |= set(re.findall(r'<field name="(\w+)"', path.read_text(encoding="utf-8")))
        for addon in addons.manifests():
            for path in sorted((paths.ROOT / addon).rglob("*.py")):
                if "tests" in path.parts or any(part in path.stem for part in self.BY_TITLE):
                    continue
                for name, given in _fields(ast.parse(path.read_text(encoding="utf-8"))):
                    if name in shown - self.PLAIN - self.SAID_BY_THE_VIEW and _is_set(given):
                        yield f"{path.relative_to(paths.ROOT)}: {name}"

    def test_help(self):
        self.assertEqual(list(self.fields_without_help()), [])


def _fields(tree):
    """``(name, keywords)`` of the fields that a file defines."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Attribute) and getattr(called.value, "id", "") == "fields":
                yield node.targets[0].id, {each.arg: each.value for each in node.value.keywords}


def _is_set(given):
    """Whether a person sets a field with these keywords that has no help."""
    if given.keys() & {"help", "related", "selection_add"}:  # the other field's, or said already
        return False
    readonly = getattr(given.get("readonly"), "value", None)
    return not readonly and not ("compute" in given and "inverse" not in given and readonly is None)
