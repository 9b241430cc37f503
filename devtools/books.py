"""``make docs``: the books for people who use the addon.

*Figures* is written from the definitions behind the question marks of the Manager's Centre. The
books are converted to pages that the addon carries (``static/help``), so that the screens can lead
to them without the internet, and all of ``docs/`` becomes a site in ``dist/docs``.
"""

import ast
import hashlib
import html
import re
import shutil

from devtools import addons, atomic, paths, proc, readme, venv
from devtools.say import Problem, line, step

BOOKS = "docs/books"
HELP = f"{addons.CORE}/static/help"
DEFINITIONS = f"{addons.CORE}/static/src/centre/definitions.js"
FIGURES = f"{BOOKS}/figures.md"
# the page of all books comes first
BOOK_NAMES = ("index", "sellers", "managers", "administrators", "figures", "questions", "moving_in")
LANGUAGES = ("fi", "pl")
NOTE = "<!-- made by `make docs`, digest "
ENTRY = re.compile(r'^    (\w+): _t\(\s*(".*?")\s*\),?$', re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)")
PICTURE = re.compile(r"\]\((?:\.\./)+images/([\w.]+)\)")
# which panel of the centre asks for a definition, for the heading of its entry
TITLE = re.compile(r'<Definition title\.translate="([^"]+)" text="definitions\.(\w+)')

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.6 system-ui, sans-serif; }}
body {{ margin: 0 auto; max-width: 52rem; padding: 1rem 1.25rem 4rem; }}
img {{ border: 1px solid #8886; border-radius: .5rem; max-width: 100%; }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; }}
td, th {{ border-bottom: 1px solid #8886; padding: .4rem .8rem .4rem 0; }}
td, th {{ text-align: start; vertical-align: top; }}
h1, h2 {{ line-height: 1.25; }}
h2 {{ margin-top: 2.5rem; }}
</style>
</head>
<body>
{body}
</body>
</html>
"""


def definitions(root):
    """``{name: text}`` of what the question marks say, in the order of the screen."""
    source = (root / DEFINITIONS).read_text(encoding="utf-8")
    return {name: ast.literal_eval(text) for name, text in ENTRY.findall(source)}


def _titles(root):
    """``{definition: (tab, titles of the panels that show it)}``."""
    found = {}
    tabs = root / addons.CORE / "static/src/centre/tabs"
    for path in sorted(tabs.rglob("*.xml")):
        tab = path.relative_to(tabs).parts[0]
        for title, name in TITLE.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, (tab, []))[1].append(html.unescape(title))
    return found


def figures(root):
    """The page of all definitions, tab by tab."""
    titles = _titles(root)
    about = "the texts behind the question marks of its panels"
    parts = ["# Figures", f"What each figure of the *Manager's Centre* means: {about}."]
    last = None
    for name, text in definitions(root).items():
        tab, panels = titles.get(name, ("measures", [name.replace("_", " ").capitalize()]))
        if tab != last:
            parts.append(f"## {tab.capitalize()}")
            last = tab
        parts.append(f"### {' · '.join(dict.fromkeys(panels))}\n\n{text}")
    return "\n\n".join(parts) + "\n"


def books(root):
    """``{page: (language, Markdown)}`` of all pages that the addon carries."""
    found = {}
    for language, names in (("en", BOOK_NAMES), *((each, ("sellers",)) for each in LANGUAGES)):
        for name in names:
            inside = f"{name}.md" if language == "en" else f"{language}/{name}.md"
            text = (root / BOOKS / inside).read_text(encoding="utf-8")
            found[inside.replace(".md", ".html")] = (language, text)
    return found


def portable(page, text, pages):
    """The text with what it links to as it is in the addon: pages of the books and their pictures;
    of what lies elsewhere only the words are left."""
    up = "../" * page.count("/")

    def link(match):
        target, _hash, anchor = match[2].partition("#")
        parts = [*page.split("/")[:-1]]
        for part in target.split("/"):
            parts = parts[:-1] if part == ".." else [*parts, part]
        found = "/".join(parts).replace(".md", ".html")
        if found in pages:
            return f"[{match[1]}]({target.replace('.md', '.html')}{_hash}{anchor})"
        if "static/samples/" in target:
            return f"[{match[1]}]({up}../samples/{target.rpartition('/')[2]})"
        return match[1]

    text = LINK.sub(link, text)
    return PICTURE.sub(rf"]({up}images/\1)", text)


def check(root):
    """Yield what is not current."""
    if (root / FIGURES).read_text(encoding="utf-8") != figures(root):
        yield f"{FIGURES}: differs from {DEFINITIONS}, say `make docs`"
    pages = books(root)
    for page, (_language, text) in pages.items():
        made = root / HELP / page
        kept = made.read_text(encoding="utf-8").rpartition(NOTE)[2] if made.exists() else ""
        if kept.partition(" ")[0] != _digest(portable(page, text, pages)):
            yield f"{HELP}/{page}: is not made from {BOOKS}, say `make docs`"
    for picture in sorted((root / HELP / "images").glob("*.png")):
        original = root / "docs" / "images" / picture.name
        if not original.exists() or original.read_bytes() != picture.read_bytes():
            yield f"{HELP}/images/{picture.name}: differs from docs/images, say `make docs`"


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def make_help(root=paths.ROOT):
    """Write *Figures*, and the pages that the addon carries."""
    (root / FIGURES).write_text(figures(root), encoding="utf-8")
    atomic.remove(root / HELP)
    pages = books(root)
    for page, (language, text) in pages.items():
        text = portable(page, text, pages)
        title = html.escape(text.partition("\n")[0].lstrip("# "))
        body = readme.convert(text, "html")
        target = root / HELP / page
        target.parent.mkdir(parents=True, exist_ok=True)
        made = PAGE.format(language=language, title=title, body=body)
        target.write_text(f"{made}{NOTE}{_digest(text)} -->\n", encoding="utf-8")
    _copy_pictures(root, pages)


def _copy_pictures(root, pages):
    target = root / HELP / "images"
    target.mkdir(parents=True, exist_ok=True)
    for name in {name for _language, text in pages.values() for name in PICTURE.findall(text)}:
        shutil.copyfile(root / "docs" / "images" / name, target / name)


def run(root=paths.ROOT):
    """Make the pages, and the site of all documentation."""
    with step("Making the pages of the books"):
        make_help(root)
    python = venv.python("docs", "the builder of the documentation's site (mkdocs)")
    log = paths.local("logs", "docs.log")
    target = root / "dist" / "docs"
    with step("Building the site"):
        try:
            proc.run(
                [python, "-m", "mkdocs", "build", "--quiet", "--site-dir", target],
                cwd=root,
                log=log,
            )
        except proc.Failed as error:
            raise Problem(f"the site could not be built (details in {log})") from error
    line(f"the site is in {target.relative_to(root)}, the pages of the screens in {HELP}")
    return 0
