"""Which room of the core reads which, held against the picture in ``docs/architecture.md``.

A room is a package of ``models/`` with what belongs to it in ``wizards/``, ``views/``, ``data/``
and ``static/src/``. It reads another by a name that only the other one defines: a model, a method,
a field, an XML id, something imported. Names that Odoo has as well say nothing and are left alone.
"""

import ast
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from devtools import addons, paths

PAGE = "docs/architecture.md"
PICTURE = re.compile(r"^```mermaid\n(.*?)^```", re.MULTILINE | re.DOTALL)
ARROW = re.compile(r"^\s*(\w+)\s*-->\s*(\w+)\s*$", re.MULTILINE)
ROOM = re.compile(r"^\| \[(\w+)\]\([^|]*\|[^|]*\|([^|]*)\|$", re.MULTILINE)  # a row of its table
PYTHON_PARTS = ("models", "wizards")
XML_PARTS = ("views", "data", "wizards")
NAMES = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
CONDITION = re.compile(
    r"""['"]([a-z_][\w.]*)['"]\s*,\s*['"](?:[=!<>]{1,2}|(?:not )?(?:in|i?like|any)|child_of)['"]"""
)
XML_ID = re.compile(r"<(?:record|template|menuitem)\b[^>]*?\bid=\"(\w+)\"")
SQL = re.compile(r"\b(?:SELECT|FROM|JOIN|UPDATE|DELETE|INSERT|WHERE|SET)\b")
FIELD_NAMES = {"depends", "constrains", "onchange", "mapped", "filtered", "sorted", "_fields"}


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


# ------------------------------------------------------------------------------------------
# THE PICTURE
# ------------------------------------------------------------------------------------------


def drawn(text):
    """Rooms that each room may read, directly or by way of others."""
    picture = PICTURE.search(text)
    direct = defaultdict(set)
    for reader, read in ARROW.findall(picture[1] if picture else ""):
        direct[reader].add(read)
    return {room: _reachable(room, direct) for room in list(direct)}


def _reachable(room, direct):
    found, waiting = set(), [room]
    while waiting:
        for other in direct.get(waiting.pop(), ()):
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


# ------------------------------------------------------------------------------------------
# ROOMS AND WHAT THEY DEFINE
# ------------------------------------------------------------------------------------------


def _order(core):
    """Rooms in the order of loading."""
    found = []
    for node in ast.parse((core / "models" / "__init__.py").read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            found += [alias.name for alias in node.names]
    return found


def _files(root, parts, suffix):
    """Rooms with their files; a bridge is a room of its own."""
    core = root / addons.CORE
    for room in _order(core):
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


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _texts(node):
    return {_text(item) for item in getattr(node, "elts", [node])} - {None}


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
            name = _text(said.get("_name"))
            extended = _texts(said["_inherit"]) if "_inherit" in said else set()
            is_apart = getattr(said.get("_auto"), "value", None) is False or any(
                getattr(base, "attr", "") == "TransientModel" for base in node.bases
            )
            model = name or min(extended, default=None)
            yield Class(node, model, bool(name) and name not in extended, is_apart)


def _is_super(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", None) == "super"


def _calls_super(node):
    return any(_is_super(part) for part in ast.walk(node))


def _is_field(node):
    function = getattr(getattr(node, "value", None), "func", None)
    return getattr(getattr(function, "value", None), "id", None) == "fields"


def _members(found):
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
                yield from (name for name, _line, _extends in _members(found))


def _defined(root, of_odoo):
    names, known = Names(), {*of_odoo, *_plain_names(root)}
    for room, path in _files(root, PYTHON_PARTS, ".py"):
        for found in classes(ast.parse(path.read_text())):
            if found.is_new:
                names.models[found.model] = Place(room, path, found.node.lineno)
            if found.model is None:
                continue
            if found.is_apart:
                names.apart.add(found.model)
            for name, line, extends in _members(found):
                if not extends and name not in known:
                    names.members[found.model, name].append(Place(room, path, line))
    for room, path in _files(root, XML_PARTS, ".xml"):
        for line, text in _lines(path):
            for identifier in XML_ID.findall(text):
                names.xml_ids.setdefault(identifier, Place(room, path, line))
    return names


# ------------------------------------------------------------------------------------------
# WHAT THEY READ
# ------------------------------------------------------------------------------------------


def _lines(path):
    """Elements of an XML file with their lines, comments blanked."""
    text = re.sub(
        r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), path.read_text(), flags=re.DOTALL
    )
    line = 1
    for piece in re.split(r"(?=<)", text):
        yield line, piece
        line += piece.count("\n")


def _imports(root, path, node):
    """Rooms of the core that an import names."""
    if node.level:
        base = path.relative_to(root).with_suffix("").parts[: -node.level]
    else:
        base = ()
    module = tuple((node.module or "").split(".")) if node.module else ()
    if not node.level and module[:2] == ("odoo", "addons"):
        module = module[2:]
    elif not node.level:
        return
    for alias in node.names:
        parts = (*base, *module, alias.name)
        if parts[:1] == (addons.CORE,) and len(parts) > 2 and parts[1] in PYTHON_PARTS:
            yield parts[2]


def _docstrings(tree):
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            yield body[0].value


def _field_names(tree):
    """Texts that stand where Odoo wants names of fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in FIELD_NAMES:
                yield from node.args
            for keyword in node.keywords:
                if keyword.arg in ("related", "inverse_name"):
                    yield keyword.value
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and _text(node.elts[1]):
            if re.search(r"^[=!<>]|in$|like$|any$|_of$", _text(node.elts[1])):
                yield node.elts[0]


def _named(text, whole):
    """Names of models and members in a text; single words where they can be nothing else."""
    if NAMES.fullmatch(text):
        yield text
        yield from (part for part in text.split(".") if whole or "_" in part)
    elif SQL.search(text):
        yield from (word for word in re.findall(r"\w+", text) if "_" in word)
    for names in CONDITION.findall(text):
        yield from names.split(".")


def _python_names(tree):
    """Yield line and name of what a file reads."""
    prose = set(map(id, _docstrings(tree)))
    of_fields = set(map(id, _field_names(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and not _is_super(node.value):
            yield node.lineno, node.attr
        elif _text(node) is not None and id(node) not in prose:
            for name in _named(node.value, id(node) in of_fields):
                yield node.lineno, name


def _xml_names(path):
    for line, text in _lines(path):
        for value in re.findall(r"\b(?:ref|inherit_id|action|parent|t-call)=\"([\w.]+)\"", text):
            yield line, value if "." in value else f"{addons.CORE}.{value}"
        for value in re.findall(r"%\(([\w.]+)\)d", text):
            yield line, value
        for value in re.findall(r"<(?:field|button)\b[^>]*?\bname=\"([a-z_]\w*)\"", text):
            yield line, value
        for value in re.findall(r"\b(?:model|res_model)=\"([\w.]+)\"", text):
            yield line, value
        content = text.partition(">")[2].strip()
        for name in _named(content, False):
            yield line, name
        for names in CONDITION.findall(text):
            for name in names.split("."):
                yield line, name


def _overridden(room, tree, names):
    """Members of other rooms that a file's models extend."""
    for found in classes(tree):
        for name, line, _extends in _members(found):
            home = found.model and names.home(found.model, name)
            if home and home.room != room:
                yield line, name, home


def _reads(root, names):
    """Yield the place of each reading, the name read, and the place that defines it."""
    tables = {model.replace(".", "_"): place for model, place in names.models.items()}
    known = {**names.only_homes(), **tables, **names.models}
    known |= {f"{addons.CORE}.{key}": place for key, place in names.xml_ids.items()}
    for room, path in _files(root, PYTHON_PARTS, ".py"):
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for other in _imports(root, path, node):
                    there = Place(other, root / addons.CORE / "models" / other, 1)
                    yield Place(room, path, node.lineno), "import", there
        for line, name in _python_names(tree):
            if name in known:
                yield Place(room, path, line), name, known[name]
        for line, name, home in _overridden(room, tree, names):
            yield Place(room, path, line), name, home
    for room, path in _files(root, XML_PARTS, ".xml"):
        for line, name in _xml_names(path):
            if name in known:
                yield Place(room, path, line), name, known[name]
    yield from _script_reads(root)


def _script_reads(root):
    source = root / addons.CORE / "static" / "src"
    for path in sorted(source.rglob("*.js")):
        room = path.relative_to(source).parts[0]
        for number, text in enumerate(path.read_text().splitlines(), 1):
            for other in re.findall(rf"from \"@{addons.CORE}/(\w+)/", text):
                yield Place(room, path, number), "import", Place(other, source / other, 1)


# ------------------------------------------------------------------------------------------
# THE CHECK
# ------------------------------------------------------------------------------------------


def check(root, of_odoo):
    """Yield ``path:line: what is read against the arrows``; ``of_odoo`` are Odoo's own names."""
    root = Path(root)
    page = (root / PAGE).read_text()
    yield from _untold(root, page)
    allowed = drawn(page)
    rooms = set(_order(root / addons.CORE))
    for room in sorted(rooms - set(allowed) - set().union(*allowed.values())):
        yield f"{PAGE}: the picture does not show {room}"
    seen = set()
    for here, name, there in _reads(root, _defined(root, of_odoo)):
        is_bridge = here.room not in rooms
        if here.room == there.room or (is_bridge and there.room in rooms):
            continue
        where = f"{here.path.relative_to(root)}:{here.line}"
        if there.room not in allowed.get(here.room, ()) and (where, name) not in seen:
            seen.add((where, name))
            origin = f"{there.path.relative_to(root)}:{there.line}"
            yield f"{where}: {here.room} must not read {there.room}: {name} ({origin})"


def _untold(root, page):
    """Packages of the rooms that the table leaves out, and those that it makes up."""
    for room, text in ROOM.findall(page):
        folder = root / addons.CORE / "models" / room
        there = {init.parent.name for init in folder.glob("*/__init__.py")}
        told = set(re.findall(r"`(\w+)`", text))
        for name in sorted(there ^ told):
            what = "leaves out" if name in there else "names what is not there:"
            yield f"{PAGE}: the table {what} {room}/{name}"


def odoo_names(source):
    """Names of methods and fields in the Odoo addons that ours stand on, kept from run to run."""
    kept = paths.local(f"odoo-names-{source.version}.json")
    if not kept.exists():
        folders = [source.root / "odoo" / "orm", *_needed(source)]
        found = set()
        for folder in folders:
            for path in folder.rglob("*.py"):
                if "tests" not in path.parts:
                    text = path.read_text(errors="replace")
                    found.update(re.findall(r"^\s+(?:async )?def (\w+)", text, re.MULTILINE))
                    found.update(re.findall(r"^    (\w+)(?:: [^=\n]+)? = ", text, re.MULTILINE))
        kept.write_text(json.dumps(sorted(found)))
    return set(json.loads(kept.read_text()))


def _needed(source):
    """Folders of the Odoo addons that ours depend on, directly or by way of others."""
    waiting, found = ["base", *addons.stock_depends(list(addons.manifests()))], {}
    while waiting:
        name = waiting.pop()
        folder = next(path / name for path in _addon_folders(source) if (path / name).exists())
        found[name] = folder
        manifest = ast.literal_eval((folder / "__manifest__.py").read_text())
        waiting += [other for other in manifest.get("depends", ()) if other not in found]
    return found.values()


def _addon_folders(source):
    return {*source.addons, source.root / "odoo" / "addons"}
