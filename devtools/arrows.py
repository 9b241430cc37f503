"""Which room of the core reads which, held against the picture in ``docs/architecture.md``.

A room (see ``rooms.py``) reads another by a name that only the other one defines: a model, a
method, a field, an XML id, something imported. Names that Odoo has as well say nothing and are left
alone.
"""

import ast
import re
from collections import defaultdict
from pathlib import Path

from devtools import addons, rooms
from devtools.rooms import Place

PAGE = "docs/architecture.md"
PICTURE = re.compile(r"^```mermaid\n(.*?)^```", re.MULTILINE | re.DOTALL)
ARROW = re.compile(r"^\s*(\w+)\s*-->\s*(\w+)\s*$", re.MULTILINE)
ROOM = re.compile(r"^\| \[(\w+)\]\([^|]*\|[^|]*\|([^|]*)\|$", re.MULTILINE)  # a row of its table
NAMES = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
CONDITION = re.compile(
    r"""['"]([a-z_][\w.]*)['"]\s*,\s*['"](?:[=!<>]{1,2}|(?:not )?(?:in|i?like|any)|child_of)['"]"""
)
SQL = re.compile(r"\b(?:SELECT|FROM|JOIN|UPDATE|DELETE|INSERT|WHERE|SET)\b")
FIELD_NAMES = {"depends", "constrains", "onchange", "mapped", "filtered", "sorted", "_fields"}


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
# WHAT THEY READ
# ------------------------------------------------------------------------------------------


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
        if parts[:1] == (addons.CORE,) and len(parts) > 2 and parts[1] in rooms.PYTHON_PARTS:
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
        elif isinstance(node, ast.Tuple) and len(node.elts) == 3 and rooms.text_of(node.elts[1]):
            if re.search(r"^[=!<>]|in$|like$|any$|_of$", rooms.text_of(node.elts[1])):
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
        if isinstance(node, ast.Attribute) and not rooms.is_super(node.value):
            yield node.lineno, node.attr
        elif rooms.text_of(node) is not None and id(node) not in prose:
            for name in _named(node.value, id(node) in of_fields):
                yield node.lineno, name


def _xml_names(path):
    for line, text in rooms.lines(path):
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
    for found in rooms.classes(tree):
        for name, line, _extends in rooms.members(found):
            home = found.model and names.home(found.model, name)
            if home and home.room != room:
                yield line, name, home


def _reads(root, names):
    """Yield the place of each reading, the name read, and the place that defines it."""
    tables = {model.replace(".", "_"): place for model, place in names.models.items()}
    known = {**names.only_homes(), **tables, **names.models}
    known |= {f"{addons.CORE}.{key}": place for key, place in names.xml_ids.items()}
    for room, path in rooms.files(root, rooms.PYTHON_PARTS, ".py"):
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
    for room, path in rooms.files(root, rooms.XML_PARTS, ".xml"):
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
    of_core = set(rooms.order(root / addons.CORE))
    for room in sorted(of_core - set(allowed) - set().union(*allowed.values())):
        yield f"{PAGE}: the picture does not show {room}"
    seen = set()
    for here, name, there in _reads(root, rooms.defined(root, of_odoo)):
        is_bridge = here.room not in of_core
        if here.room == there.room or (is_bridge and there.room in of_core):
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
