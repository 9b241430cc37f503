import ast
import re
import unittest
from functools import cache

from devtools import addons, paths, rooms

PHRASE = re.compile(r"\bto\s+be\s+extended\b", re.IGNORECASE)
ROW = re.compile(r"^\| `([\w.]+\([\w, ]*\))` \|", re.MULTILINE)


@cache
def said_in_docstrings():
    """``model.method(arguments)`` of every method that says that it is there to be extended."""
    found = set()
    for addon in addons.manifests():
        for path in (paths.ROOT / addon).rglob("*.py"):
            for class_ in rooms.classes(ast.parse(path.read_text())):
                for part in class_.node.body:
                    if not isinstance(part, ast.FunctionDef):
                        continue
                    if PHRASE.search(ast.get_docstring(part) or ""):
                        arguments = ", ".join(each.arg for each in part.args.args[1:])
                        found.add(f"{class_.model}.{part.name}({arguments})")
    return found


def said_on_the_page():
    page = (paths.ROOT / "docs" / "extending.md").read_text()
    return set(ROW.findall(page.partition("\n## To call\n")[0]))


class ExtendingTest(unittest.TestCase):
    """The page of hooks and the docstrings of the hooks say the same."""

    def test_every_hook_is_on_the_page(self):
        self.assertEqual(said_in_docstrings() - said_on_the_page(), set())

    def test_what_the_page_names_is_there_to_be_extended(self):
        self.assertEqual(said_on_the_page() - said_in_docstrings(), set())

    def test_there_are_hooks(self):
        self.assertIn("crm.lead._on_stage_entered(previous)", said_in_docstrings())
