"""Checks XML files: valid by Odoo's schema, and nothing that 19 has dropped, in any kind of view.

The community's hooks look for dropped directives in <template> alone, for doubled ids in <record>.

``python -m devtools.xml_check ODOO_ROOT FILE...`` under an interpreter with lxml.
"""

import re
import sys
from pathlib import Path

from lxml import etree

GONE_ATTRIBUTES = {
    "attrs": "write invisible=, readonly=, required= as expressions",
    "states": "write invisible= as an expression",
    "groups_id": "groups_id is group_ids in 19",
}
GONE_DIRECTIVES = {"t-raw": "use t-out", "t-esc": "use t-out"}
GONE_TEMPLATES = {"kanban-box": "card", "kanban-menu": "menu", "kanban-card": "card"}


def _is_static(path):
    return "static" in path.parts


def _identifiers(tree):
    for node in tree.iter("record", "template", "menuitem"):
        if node.get("id"):
            yield node, node.get("id")


def _gone(node, names):
    for name, advice in names.items():
        if name in node.attrib:
            yield f"{name} is gone: {advice}"


def _dropped(node):
    """What is wrong with one element of a data file, in words."""
    if node.tag == "tree":
        yield "<tree> is <list> in 19"
    yield from _gone(node, {**GONE_ATTRIBUTES, **GONE_DIRECTIVES})
    if node.tag == "field":
        name, text = node.get("name"), node.text or ""
        if name == "view_mode" and re.search(r"\btree\b", text):
            yield "view_mode names list, not tree"
        if name == "groups_id":
            yield "groups_id is group_ids in 19"
    if node.tag == "t" and node.get("t-name") in GONE_TEMPLATES:
        yield f"the kanban template is called {GONE_TEMPLATES[node.get('t-name')]} in 19"


def _views(tree):
    """The arch of each view that a data file makes, with its kind."""
    for field in tree.iterfind(".//record[@model='ir.ui.view']/field[@name='arch']"):
        for view in field:
            if isinstance(view.tag, str):
                yield view


def check(path, schema):
    """Yield the complaints about one file."""
    try:
        tree = etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        yield f"{path}: {error}"
        return
    # a component's properties may have any name
    look = (lambda node: _gone(node, GONE_DIRECTIVES)) if _is_static(path) else _dropped
    for node in tree.iter(etree.Element):
        for complaint in look(node):
            yield f"{path}:{node.sourceline}: {complaint}"
    addon = path.parts[0]
    if _is_static(path):
        for node in tree.iter(etree.Element):
            name = node.get("t-name")
            if name and node.getparent() is tree.getroot() and not name.startswith(f"{addon}."):
                yield f"{path}:{node.sourceline}: the template {name} must begin with {addon}."
        return
    if schema is not None and not schema.validate(tree):
        for error in list(schema.error_log)[:5]:
            yield f"{path}:{error.line}: {error.message}"
    for view in _views(tree):
        if view.tag == "search":
            for group in view.iter("group"):
                if set(group.attrib) & {"expand", "string"}:
                    yield f"{path}:{group.sourceline}: a <group> in a search view has no attributes"


def main(arguments):
    root, *names = arguments
    schema = etree.RelaxNG(etree.parse(str(Path(root) / "odoo" / "import_xml.rng")))
    complaints, seen = [], {}
    for name in names:
        path = Path(name)
        complaints += check(path, schema)
        if _is_static(path):
            continue
        try:
            tree = etree.parse(name)
        except etree.XMLSyntaxError:
            continue
        for node, identifier in _identifiers(tree):
            key = (path.parts[0], identifier)
            if key in seen:
                complaints.append(f"{name}:{node.sourceline}: {identifier} is also in {seen[key]}")
            seen[key] = name
    sys.stdout.write("".join(f"{text}\n" for text in complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
