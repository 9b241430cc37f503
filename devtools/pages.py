"""Checks what the documentation names: files and folders that it speaks of are there."""

import re
from pathlib import Path

from devtools import addons

PAGES = ("*.md", "docs/*.md")
CODE = re.compile(r"`([^`\s]+/[^`\s]*)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
PLACEHOLDER = re.compile(r"<[\w ]+>|…")
ALTERNATIVES = re.compile(r"\{([\w,]+)\}")


def check(root):
    """Yield ``page:line: what is named and missing``."""
    root = Path(root)
    for pattern in PAGES:
        for page in sorted(root.glob(pattern)):
            for number, text in enumerate(page.read_text().splitlines(), 1):
                for name in _missing(root, page, text):
                    yield f"{page.relative_to(root)}:{number}: {name} is not there"


def _missing(root, page, text):
    for name in CODE.findall(text):
        if _is_ours(root, name) and not all(_exists(root, each) for each in _each(name)):
            yield name
    for name in LINK.findall(text):
        if "://" not in name and not (page.parent / name).exists():
            yield name


def _is_ours(root, name):
    first = name.partition("/")[0]
    is_name = re.fullmatch(r"\w+", first)
    return bool(is_name) and any((place / first).is_dir() for place in _bases(root))


def _bases(root):
    return root, root / addons.CORE


def _each(name):
    """A name with its alternatives written out, as in ``tools/{pace,funnel}.py``."""
    found = ALTERNATIVES.search(name)
    if not found:
        return [name]
    return [
        each
        for word in found[1].split(",")
        for each in _each(f"{name[: found.start()]}{word}{name[found.end() :]}")
    ]


def _exists(root, name):
    pattern = PLACEHOLDER.sub("*", name).rstrip("/")
    return any(any(place.glob(pattern)) for place in _bases(root))
