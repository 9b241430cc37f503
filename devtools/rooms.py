"""The rooms of the core, their files, and what they define: models, members, XML ids.

A room is a package of ``models/`` with what belongs to it in ``wizards/``, ``views/``, ``data/``
and ``static/src/``.
"""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from devtools import addons

PYTHON_PARTS = ("models", "wizards")
XML_PARTS = ("views", "data", "wizards")
XML_ID = re.compile(r"<(?:record|template|menuitem)\b[^>]*?\bid=\"(\w+)\"")


@dataclass
class Place:
    """Where something stands: a room, and a line of a file."""

    room: str
    path: Path
    line: int


@dataclass
class Names:
    """What the rooms define."""

    models: dict = field(default_factory=dict)
    xml_ids: dict = field(default_factory=dict)
    members: dict = field(default_factory=lambda: defaultdict(list))  # by model and name
    apart: set = field(default_factory=set)  # models whose members count for extensions only

    def home(self, model, name):
        """The first to define a member, in the order of loading, is who others extend."""
        return next(iter(self.members.get((model, name), ())), None)

    def only_homes(self):
        """The place of each member whose name is defined in one room, whatever the model."""
        found = defaultdict(dict)
        for (_model, name), places in self.members.items():
            found[name].setdefault(places[0].room, places[0])
        usual = {name for model, name in self.members if model not in self.apart}
        return {
            name: next(iter(rooms.values()))
            for name, rooms in found.items()
            if len(rooms) == 1 and name in usual
        }


def order(core):
    """Rooms in the order of loading."""
    found = []
    for node in ast.parse((core / "models" / "__init__.py").read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found += [alias.name for alias in node.names]
    return found


def files(root, parts, suffix):
    """Rooms with their files; a bridge is a room of its own."""
    core = root / addons.CORE
    for room in order(core):
        for part in parts:
            folder = core / part / room
            alone = folder.with_suffix(suffix)
            for path in sorted(folder.rglob(f"*{suffix}")) + [alone] * alone.exists():
                yield room, path
    for manifest in sorted(root.glob(f"{addons.CORE}_*/__manifest__.py")):
        bridge = manifest.parent
        for part in parts:
            for path in sorted((bridge / part).rglob(f"*{suffix}")):
                yield bridge.name, path


def text_of(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _texts(node):
    return {text_of(item) for item in getattr(node, "elts", [node])} - {None}


def _targets(node):
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    return []


@dataclass
class Class:
    """A class of a file; ``model`` is None where it is no model's."""

    node: ast.ClassDef
    model: str | None
    is_new: bool
    is_apart: bool  # a query or a form, whose fields are words that mean other things elsewhere


def classes(tree):
    """Yield what is to be known of each class of a file."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            said = {name: part.value for part in node.body for name in _targets(part)}
            name = text_of(said.get("_name"))
            extended = _texts(said["_inherit"]) if "_inherit" in said else set()
            is_apart = getattr(said.get("_auto"), "value", None) is False or any(
                getattr(base, "attr", "") == "TransientModel" for base in node.bases
            )
            model = name or min(extended, default=None)
            yield Class(node, model, bool(name) and name not in extended, is_apart)


def is_super(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) == "super"


def _calls_super(node):
    return any(is_super(part) for part in ast.walk(node))


def _is_field(node):
    function = getattr(getattr(node, "value", None), "func", None)
    return getattr(getattr(function, "value", None), "id", None) == "fields"


def members(found):
    """Yield name, line and whether it only extends another one: methods and fields of a model,
    all that another class has."""
    for part in found.node.body:
        if isinstance(part, ast.FunctionDef):
            yield part.name, part.lineno, _calls_super(part)
        if found.model is None or _is_field(part):
            for name in _targets(part):
                yield name, part.lineno, False


def _plain_names(root):
    """Members of classes that are no models: whoever uses them has imported them."""
    for path in (root / addons.CORE).rglob("*.py"):
        for found in classes(ast.parse(path.read_text())):
            if found.model is None:
                yield from (name for name, _line, _extends in members(found))


def defined(root, of_odoo):
    names, known = Names(), {*of_odoo, *_plain_names(root)}
    for room, path in files(root, PYTHON_PARTS, ".py"):
        for found in classes(ast.parse(path.read_text())):
            if found.is_new:
                names.models[found.model] = Place(room, path, found.node.lineno)
            if found.model is None:
                continue
            if found.is_apart:
                names.apart.add(found.model)
            for name, line, extends in members(found):
                if not extends and name not in known:
                    names.members[found.model, name].append(Place(room, path, line))
    for room, path in files(root, XML_PARTS, ".xml"):
        for line, text in lines(path):
            for identifier in XML_ID.findall(text):
                names.xml_ids.setdefault(identifier, Place(room, path, line))
    return names


def lines(path):
    """Elements of an XML file with their lines, comments blanked."""
    text = re.sub(
        r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), path.read_text(), flags=re.DOTALL
    )
    line = 1
    for piece in re.split(r"(?=<)", text):
        yield line, piece
        line += piece.count("\n")
