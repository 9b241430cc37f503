"""Our addons: which there are, what they need, when they changed."""

import ast
import hashlib
from functools import cache
from pathlib import Path

from devtools import paths

CORE = "sales_process"
DEMO = "sales_process_demo"
# what it bridges to takes longer to install with demo data than all the rest
NOT_SHOWN = "sales_process_pos"
IGNORED = {"__pycache__", "tests", "readme"}


@cache
def manifests(root=paths.ROOT):
    """Manifest by addon name, the core first."""
    found = {}
    for path in sorted(Path(root).glob("*/__manifest__.py")):
        found[path.parent.name] = ast.literal_eval(path.read_text())
    return found


def product(root=paths.ROOT):
    """Names of what a company installs: all but the demo, which tests run without."""
    return [name for name in manifests(root) if name != DEMO]


def shown(root=paths.ROOT):
    """Names of what the demo has."""
    return [name for name in manifests(root) if name != NOT_SHOWN]


def stock_depends(names, root=paths.ROOT):
    """Odoo's own modules that these addons of ours need."""
    ours = manifests(root)
    needed = []
    for name in names:
        for other in ours[name]["depends"]:
            if other not in ours and other not in needed:
                needed.append(other)
    return needed


def content_key(names=None):
    """Changes when a file that an installed addon consists of changes (its tests do not count)."""
    digest = hashlib.sha256()
    for name in sorted(names or manifests()):
        folder = paths.ROOT / name
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not IGNORED.intersection(parts) and path.suffix != ".pyc":
                digest.update(f"{name}/{'/'.join(parts)}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
