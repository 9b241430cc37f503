"""What is easy to get wrong in Odoo 19, and what the community's checkers do not see.

They miss data files in folders of folders, models that nobody imports, access without a group, and
some names that 19 has dropped.
"""

import ast
import csv
import re
from pathlib import Path

PYTHON = {
    r"^\s+_sql_constraints\s*=": "_sql_constraints is ignored in 19: use models.Constraint",
    r"\bfrom odoo\.osv\b|\bodoo\.osv\.expression\b": "use odoo.fields.Domain",
    r"^\s*(?:from|import) odoo\.orm\b": "odoo.orm is private: import from odoo.models, odoo.fields",
    r"\bgroups_id\b": "groups_id is group_ids in 19",
    r"\btype=[\"']json[\"']": "routes are of type jsonrpc in 19",
    r"(?<![\w_])\.read_group\(": "use _read_group or formatted_read_group",
    r"\bsafe_eval\(": "no safe_eval of text that users write: use literal_eval or Domain",
    r"[\"']view_mode[\"']:\s*[\"'][^\"']*\btree\b": "tree views are list views",
    r"\btime\.sleep\(": "do not sleep: wait for the condition",
    # what remains of it is in docs/decisions/private-orm.md
    r"\b_write_multi\b|\b_field_dirty\b|\b_recompute_model\b|\bremove_to_compute\b"
    r"|\b_fetch_query\b|\.(?:_invalidate_cache|_get_cache|protecting|protected)\(": (
        "private to the ORM: docs/decisions/private-orm.md says what does the same"
    ),
    r"[\"']mail\.tracking\.(?!value|duration)": "private to mail: use _add_log_line",
    r"\bcurrent_thread\(": "use odoo.http.request",
}
TEXT_SUFFIXES = {".py", ".xml", ".js", ".scss", ".csv", ".md", ".toml", ".mjs"}
LONGEST = 400  # lines of Python
PLACES = ("devtools", "tests", "docs", "benchmarks")  # beside the addons
DATA_FOLDERS = ("data", "views", "security", "report", "wizards")


def check(root, manifests):
    """Yield ``path: what is wrong`` for each addon below ``root``."""
    for name, manifest in manifests.items():
        folder = Path(root) / name
        yield from _python(root, folder)
        yield from _imports(root, folder)
        yield from _purpose(root, folder)
        yield from _listed(root, folder, manifest)
        yield from _access(root, folder)
    places = [*manifests, *PLACES]
    yield from _length(root, places)
    yield from _white_space(root, places)


def _python(root, folder):
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text()
        for pattern, advice in PYTHON.items():
            for match in re.finditer(pattern, text, re.MULTILINE):
                row = text.count("\n", 0, match.start()) + 1
                yield f"{path.relative_to(root)}:{row}: {advice}"


def _purpose(root, folder):
    """Each model says what it is for."""
    for part in ("models", "wizards"):
        for path in sorted((folder / part).rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and not ast.get_docstring(node):
                    where = f"{path.relative_to(root)}:{node.lineno}"
                    yield f"{where}: {node.name} does not say what it is for"


def _length(root, places):
    """A file that one reads in a minute, whether the product, its tests or a tool."""
    for place in places:
        for path in sorted((Path(root) / place).rglob("*.py")):
            rows = path.read_text().count("\n")
            if rows > LONGEST:
                yield f"{path.relative_to(root)}: {rows} lines; {LONGEST} are the most, split it"


def _imported(path):
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            if node.module:
                names.add(node.module.partition(".")[0])
            else:
                names.update(alias.name for alias in node.names)
    return names


def _imports(root, folder):
    """A model or test file that nobody imports does nothing, silently."""
    for part in ("models", "wizards", "report", "controllers", "tests"):
        for init in sorted((folder / part).rglob("__init__.py")):
            pattern = "test_*.py" if part == "tests" else "*.py"
            packages = [inner.parent for inner in init.parent.glob("*/__init__.py")]
            for path in sorted([*init.parent.glob(pattern), *packages]):
                if path != init and path.stem not in _imported(init):
                    where = init.relative_to(root)
                    yield f"{where}: {path.name} is not imported, so it does nothing"


def _listed(root, folder, manifest):
    """A data file that the manifest does not name is never loaded."""
    named = set(manifest.get("data", ()))
    for part in DATA_FOLDERS:
        for path in sorted((folder / part).rglob("*")):
            inside = str(path.relative_to(folder))
            if path.suffix in (".xml", ".csv") and inside not in named:
                yield f"{path.relative_to(root)}: not named in the manifest, so never loaded"


def _access(root, folder):
    path = folder / "security" / "ir.model.access.csv"
    if not path.exists():
        return
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            where = f"{path.relative_to(root)}: {row.get('id')}"
            group = row.get("group_id:id") or row.get("group_id/id")
            if not group:
                yield f"{where}: names no group, so it opens the model to everybody"
                continue
            model = (row.get("model_id:id") or row.get("model_id/id")).partition("model_")[2]
            wanted = f"access_{model}_{group.rpartition('_')[2]}"
            if row.get("id") != wanted:
                yield f"{where}: is called {wanted}, after model and group"


def _white_space(root, places):
    for place in places:
        for path in sorted((Path(root) / place).rglob("*")):
            if path.suffix not in TEXT_SUFFIXES or not path.is_file():
                continue
            if "lib" in path.relative_to(root).parts:
                continue
            text = path.read_text(encoding="utf-8")
            if text and not text.endswith("\n"):
                yield f"{path.relative_to(root)}: no newline at the end"
            if "\r" in text:
                yield f"{path.relative_to(root)}: Windows line ends"
