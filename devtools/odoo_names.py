"""Names that Odoo has itself: methods and fields of the addons that ours stand on."""

import ast
import json
import re

from devtools import addons, paths


def find(source):
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
