"""At run time the addons need Python's own modules and what Odoo itself cannot do without."""

import ast
import sys

NO_PART = {"tests", "__pycache__"}  # they are not needed where the addons run
APART = {"addons", "tests", "upgrade_code", "cli"}  # folders of Odoo that are not its core


def check(root, manifests, odoo_root):
    """What an addon needs beyond that, one line each.

    :param manifests: ``{addon: manifest}``
    :param odoo_root: the folder in which Odoo's package ``odoo`` is
    """
    allowed = {"odoo", *sys.stdlib_module_names, *get_needed_by_odoo(odoo_root)}
    for addon, manifest in manifests.items():
        for kind, names in manifest.get("external_dependencies", {}).items():
            if left := sorted(set(names) - (allowed if kind == "python" else set())):
                yield f"{addon}/__manifest__.py: needs {', '.join(left)} ({kind})"
        for path in sorted((root / addon).rglob("*.py")):
            parts = path.relative_to(root / addon).parts
            if not NO_PART.intersection(parts):
                for line, name in find_imports(path):
                    if name not in allowed:
                        yield f"{path.relative_to(root)}:{line}: imports {name}"


def get_needed_by_odoo(odoo_root):
    """Names of the modules without which Odoo's core cannot be imported."""
    package = odoo_root / "odoo"
    return {
        name
        for path in package.rglob("*.py")
        if not APART.intersection(path.relative_to(package).parts[:-1])
        for _line, name in find_imports(path, is_needed=True)
    }


def find_imports(path, is_needed=False):
    """``(line, name)`` of each module that a file imports, by the first part of its name.

    :param is_needed: only those without which the file cannot be imported
    """
    tree = ast.parse(path.read_bytes())
    for node in tree.body if is_needed else ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module.partition(".")[0]
