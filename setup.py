"""Puts every addon of this repository below the namespace ``odoo.addons``, where Odoo looks."""

import ast
from pathlib import Path

from setuptools import setup

ROOT = Path(__file__).resolve().parent
ADDONS = sorted(path.parent.name for path in ROOT.glob("sales_process*/__manifest__.py"))
LEFT_OUT = {"__pycache__"}


def packages():
    """Every folder of an addon is a package, so that its data files go along."""
    for addon in ADDONS:
        inner = (path for path in (ROOT / addon).rglob("*") if path.is_dir())
        for folder in [ROOT / addon, *sorted(inner)]:
            parts = folder.relative_to(ROOT).parts
            if not LEFT_OUT.intersection(parts):
                yield ".".join(("odoo", "addons", *parts)), "/".join(parts)


FOLDERS = dict(packages())

setup(
    version=ast.literal_eval((ROOT / "sales_process" / "__manifest__.py").read_text())["version"],
    packages=list(FOLDERS),
    package_dir=FOLDERS,
    package_data={"": ["*"]},
    exclude_package_data={"": ["*.pyc"]},
    include_package_data=False,
)
