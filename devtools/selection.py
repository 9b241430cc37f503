"""What ``make test T=…`` means."""

import ast
from dataclasses import dataclass, field

from devtools import addons, paths
from devtools.say import Problem

STAGES = ("lint", "devtools", "core", "full", "outside")
# an addon's tests that need other apps of Odoo run from outside, all together
CONNECTED = ("_connected", "tests.test_connected.ConnectedTest.test_what_the_apps_bring")
EXAMPLES = "lint, outside, TestSalesCard, test_cards, TestSalesCard.test_x, /sales_process:TestX"


@dataclass
class Selection:
    """Stages to run, with Odoo test tags for the addon stages and names for the others."""

    stages: set = field(default_factory=set)
    tags: dict = field(default_factory=dict)
    modules: dict = field(default_factory=dict)

    def runs(self, stage):
        return stage in self.stages


def everything():
    return Selection(set(STAGES))


def _tests(path):
    """Class name → test methods of one file."""
    return {
        node.name: [
            part.name
            for part in node.body
            if isinstance(part, ast.FunctionDef) and part.name.startswith("test_")
        ]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }


def _files(root):
    for addon in addons.manifests():
        yield from ((addon, path) for path in sorted((root / addon / "tests").glob("test_*.py")))
    for folder in ("devtools/tests", "tests"):
        stage = "devtools" if folder.startswith("devtools") else "outside"
        yield from ((f":{stage}", path) for path in sorted((root / folder).glob("test_*.py")))


def _matches(word, path):
    """Parts of a file that a word names: ``(class or None, method or None)``."""
    stem = word.rsplit("/", 1)[-1].removesuffix(".py")
    if path.stem == stem:
        return [(None, None)]
    name, _dot, method = word.partition(".")
    found = []
    for cls, methods in _tests(path).items():
        if (cls == name and (not method or method in methods)) or (not method and word in methods):
            found.append((cls, method or (word if word in methods else None)))
    return found


def _add(selection, owner, path, cls, method):
    ending, connected = CONNECTED
    if owner in addons.manifests() and path.stem.endswith(ending):
        stage = "outside"
        modules = selection.modules.setdefault(stage, [])
        if connected not in modules:
            modules.append(connected)
    elif owner.startswith(":"):
        stage = owner[1:]
        package = "devtools.tests" if stage == "devtools" else "tests"
        name = ".".join(filter(None, [package, path.stem, cls, method]))
        selection.modules.setdefault(stage, []).append(name)
    else:
        stage = "core" if owner == addons.CORE else "full"
        tag = f"/{owner}:{cls}" if cls else f"/{owner}/tests/{path.name}"
        selection.tags.setdefault(stage, []).append(f"{tag}.{method}" if method else tag)
    selection.stages.add(stage)


def parse(text, root=paths.ROOT):
    """Turn the words of ``T=`` into a Selection; a word that means nothing is refused."""
    words = text.replace(",", " ").split()
    if not words:
        return everything()
    selection = Selection()
    for word in words:
        if word in STAGES:
            selection.stages.add(word)
        elif word == "addons":
            selection.stages.update(("core", "full"))
        elif word.startswith("/"):
            addon = word[1:].replace(":", "/").partition("/")[0]
            if addon not in addons.manifests():
                raise Problem(f"T={word}: there is no addon {addon} here")
            stage = "core" if addon == addons.CORE else "full"
            selection.stages.add(stage)
            selection.tags.setdefault(stage, []).append(word)
        else:
            found = [
                (owner, path, *part)
                for owner, path in _files(root)
                for part in _matches(word, path)
            ]
            if not found:
                raise Problem(f"T={word} names no test; examples: {EXAMPLES}")
            for match in found:
                _add(selection, *match)
    return selection
