"""``make readme``: each addon's README.rst and Apps page, from the fragments in its ``readme/``.

Pandoc converts, in an environment of its own. A digest in README.rst covers fragments, README and
page, so that ``make lint`` sees what is not current without converting anything.
"""

import hashlib
import html
import json
import re
import shutil
import subprocess

from devtools import addons, paths, venv
from devtools.say import Problem, line

# fragment → heading of its section; who has none of the optional ones has no such section
SECTIONS = {
    "DESCRIPTION": "",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues / Roadmap",
    "HISTORY": "Changelog",
    "CONTRIBUTORS": "Contributors",
}
REQUIRED = ("DESCRIPTION", "USAGE", "HISTORY", "CONTRIBUTORS")
PAGE = "static/description/index.html"
PICTURES = "static/description"
NOTE = ".. made by `make readme` from the fragments in readme/, digest "
CONVERT = """
import sys, pypandoc
text = sys.stdin.buffer.read().decode()
done = pypandoc.convert_text(text, *sys.argv[1:], extra_args=["--columns=100"])
sys.stdout.buffer.write(done.encode())
"""
FLAVOUR = "gfm-gfm_auto_identifiers"


def document(root, name, manifest):
    """The whole text of an addon as Markdown, its pictures relative to the addon."""
    parts = [f"# {manifest['name']}", f"*{manifest['summary']}*"]
    for fragment, title in SECTIONS.items():
        path = root / name / "readme" / f"{fragment}.md"
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8").replace("(../static/", "(static/").strip()
        if title:
            text = f"## {title}\n\n{re.sub(r'^#', '##', text, flags=re.MULTILINE)}"
        parts.append(text)
    return "\n\n".join(parts) + "\n"


def digest(*texts):
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def _read(path):
    return path.read_text(encoding="utf-8") if path.exists() else ""


def check(root, manifests):
    """Yield what is missing or not current in the published texts and pictures."""
    for name, manifest in manifests.items():
        folder = root / name
        for fragment in REQUIRED:
            if not (folder / "readme" / f"{fragment}.md").exists():
                yield f"{name}/readme/{fragment}.md: is missing"
        for inside in manifest.get("images", ()):
            if not (folder / inside).exists():
                yield f"{name}/__manifest__.py: {inside} does not exist"
        for copy, original in _copies(root, name):
            if copy.read_bytes() != original.read_bytes():
                yield f"{copy.relative_to(root)}: differs from docs/images, say `make readme`"
        body, _note, kept = _read(folder / "README.rst").rpartition(NOTE)
        if kept.strip() != digest(document(root, name, manifest), body, _read(folder / PAGE)):
            yield f"{name}/README.rst, {PAGE}: are not made from readme/, say `make readme`"


def _copies(root, name):
    """Pictures of an addon that are copies of the documentation's, with these."""
    for copy in sorted((root / name / PICTURES).glob("*.png")):
        original = root / "docs" / "images" / copy.name
        if original.exists():
            yield copy, original


def refresh_pictures(root=paths.ROOT):
    """Copy pictures that were taken anew to the addons that show them."""
    for name in addons.manifests():
        for copy, original in _copies(root, name):
            shutil.copyfile(original, copy)


def run(root=paths.ROOT):
    """Make README.rst and the Apps page of every addon."""
    refresh_pictures(root)
    for name, manifest in addons.manifests().items():
        text = document(root, name, manifest)
        body = convert(text, "rst") + "\n"
        page = _page(manifest, text)
        (root / name / PICTURES).mkdir(parents=True, exist_ok=True)
        (root / name / PAGE).write_text(page, encoding="utf-8")
        readme = f"{body}{NOTE}{digest(text, body, page)}\n"
        (root / name / "README.rst").write_text(readme, encoding="utf-8")
    line(f"made README.rst and the page in Apps of {', '.join(addons.manifests())}")
    return 0


def _page(manifest, text):
    """What the Apps menu shows: the same text with Odoo's own look."""
    _title, _summary, rest = text.split("\n\n", 2)
    body = convert(rest.replace("(static/description/", "("), "html")
    body = body.replace("<img ", '<img class="img-fluid border rounded my-3" ')
    title, summary = html.escape(manifest["name"]), html.escape(manifest["summary"])
    return (
        '<section class="container py-5">\n'
        f'<h1>{title}</h1>\n<p class="lead">{summary}</p>\n{body}\n</section>\n'
    )


def convert(text, form):
    """A Markdown text as ``rst`` or ``html``."""
    python = venv.python("readme", "the converter of the README files (pandoc)")
    argv = [str(python), "-c", CONVERT, form, FLAVOUR]
    done = subprocess.run(argv, input=text, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Problem(f"pandoc could not convert the README: {done.stderr.strip()[-300:]}")
    return done.stdout.strip()
