"""One word for one thing: screens, pages and translations keep to ``docs/words.md``."""

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
