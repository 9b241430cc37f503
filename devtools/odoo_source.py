"""Where Odoo 19's source comes from.

In this order: ``ODOO_SOURCE``; an ``odoo`` 19 that Python can import; Debian's package, unpacked
aside; a shallow git clone.
"""

import hashlib
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from devtools import atomic, debian, machine, npm, paths, proc
from devtools.say import Problem, line, step

SERIES = "19.0"
GIT_URL = "https://github.com/odoo/odoo"
DEBIAN_PACKAGE = "odoo-19"
# what the Debian package links to; the fonts and scripts must be those Odoo was written for
DEBIAN_LINKED = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-inconsolata",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-ocr-b",
)
SEGMENTATION = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")
NEEDED_GB = 4


@dataclass(frozen=True)
class Source:
    """An Odoo tree: ``root`` holds the package ``odoo``; ``version`` tells one from another."""

    root: Path
    version: str

    @property
    def addons(self):
        """Folders with Odoo's own addons, in a checkout and in a package."""
        found = [self.root / "addons", self.root / "odoo" / "addons"]
        return [path for path in found if any(path.glob("*/__manifest__.py"))]

    def has_addon(self, name):
        return any((path / name / "__manifest__.py").exists() for path in self.addons)


def _series(root):
    try:
        text = (root / "odoo" / "release.py").read_text()
    except OSError:
        return None
    match = re.search(r"^version_info\s*=\s*\((\d+),\s*(\d+)", text, re.MULTILINE)
    return match and f"{match[1]}.{match[2]}"


def _given(folder, origin):
    """Check a tree that somebody else keeps, and name its state."""
    root = Path(folder).expanduser().resolve()
    if root.name == "odoo" and (root / "release.py").exists():
        root = root.parent
    series = _series(root)
    if series != SERIES:
        what = f"Odoo {series}" if series else "no Odoo (odoo/release.py is missing)"
        raise Problem(f"{origin}: {root} holds {what}; Odoo {SERIES} is needed")
    state = proc.output(["git", "-C", root, "rev-parse", "HEAD"])
    if not state:
        release = (root / "odoo" / "release.py").stat()
        state = f"{release.st_mtime_ns}"
    key = hashlib.sha256(f"{root}:{state}".encode()).hexdigest()[:12]
    source = Source(root, f"{SERIES}-{key}")
    if not source.has_addon("crm"):
        raise Problem(f"{origin}: {root} has no addon crm; point it to a whole Odoo {SERIES}")
    return source


def _importable():
    """The tree of an installed Odoo of the right series, found without importing it."""
    for entry in sys.path:
        root = Path(entry or ".")
        if _series(root) == SERIES and Source(root, "").has_addon("crm"):
            return _given(root, "installed odoo")
    return None


def _dangling(folder):
    return [path for path in folder.rglob("*") if path.is_symlink() and not path.exists()]


def _complete_debian_tree(part, apt):
    """Put back what Debian leaves out or links to."""
    for package in DEBIAN_LINKED:
        apt.unpack(package, part, own_suite_first=True)
    root = part / "usr/lib/python3/dist-packages"
    for name in ("addons", "build", "debian", "doc", "setup"):
        atomic.remove(root / name)  # leftovers of packaging
    addons = root / "odoo" / "addons"
    missing = _dangling(addons)
    if any("awesome" in str(path) for path in missing):
        fonts = npm.fetch("font-awesome@4.7.0", part / ".npm-fonts")
        for path in missing:
            given = fonts and fonts / "fonts" / path.name
            if given and given.exists():
                path.unlink()
                shutil.copy(given, path)
    segmentation = addons / SEGMENTATION
    if not segmentation.exists():
        package = npm.fetch("@mediapipe/selfie_segmentation", part / ".npm-blur")
        segmentation.parent.mkdir(parents=True, exist_ok=True)
        if package:
            shutil.copy(package / segmentation.name, segmentation)
        else:
            # only blurs the background of video calls; its absence breaks every page
            segmentation.write_text("// left out: the background of video calls is not blurred\n")
    for rest in (".npm-fonts", ".npm-blur"):
        atomic.remove(part / rest)
    icons = [path for path in _dangling(addons) if "awesome" in str(path)]
    if icons:
        line("  warning: Font Awesome 4.7 was not found, icons will show as empty boxes")


def _from_debian(mirror):
    apt = debian.PrivateApt(paths.shared() / "apt", mirror, debian.codename())
    with atomic.locked(paths.shared() / "apt.lock"):
        with step(f"Reading the package lists of {mirror}"):
            apt.update()
        version = apt.version(DEBIAN_PACKAGE)
        if not version:
            return None
        target = paths.shared() / "odoo" / f"debian-{version.replace(':', '_')}"
        label = f"{SERIES}-debian-{version}"
        stamp = {"version": label, "root": "usr/lib/python3/dist-packages"}
        with atomic.folder(target, stamp) as part:
            if part:
                with step(f"Downloading and unpacking Odoo {version} (120 MB)") as current:
                    if not apt.unpack(DEBIAN_PACKAGE, part):
                        raise Problem(
                            f"Odoo could not be downloaded from {mirror}; check the network, "
                            "then try again"
                        )
                    current.detail = "fonts and scripts"
                    _complete_debian_tree(part, apt)
    atomic.remove(paths.shared() / "apt")
    return target


def _from_git():
    git = machine.find_tool("git")
    if not git:
        raise Problem(
            f"Odoo {SERIES} is not here and git is missing; install git, "
            "or set ODOO_SOURCE to an Odoo checkout"
        )
    target = paths.shared() / "odoo" / f"git-{SERIES}"
    with atomic.folder(target, {"version": f"{SERIES}-git", "root": "source"}) as part:
        if part:
            with step(f"Cloning Odoo {SERIES} (a few hundred MB)") as current:

                def show(text):
                    current.detail = text

                try:
                    proc.run(
                        [git, "clone", "--depth=1", f"--branch={SERIES}", GIT_URL, part / "source"],
                        on_line=show,
                    )
                except proc.Failed as error:
                    raise Problem(
                        f"Odoo {SERIES} could not be cloned from {GIT_URL}; check the network, "
                        "or set ODOO_SOURCE to an Odoo checkout"
                    ) from error
    return target


def find(environ=os.environ):
    """Return the Odoo to use, fetching it if there is none."""
    if environ.get("ODOO_SOURCE"):
        return _given(environ["ODOO_SOURCE"], "ODOO_SOURCE")
    installed = _importable()
    if installed:
        return installed
    target = _whole()
    if not target:
        machine.check_disk(paths.shared(), NEEDED_GB)
        mirror = debian.available() and debian.find_mirror()
        target = (mirror and _from_debian(mirror)) or _from_git()
    stamp = atomic.read_stamp(target)
    return Source(target / stamp["root"], stamp["version"])


def _whole():
    """The newest Odoo that an earlier run has completed, or None."""
    found = [path for path in (paths.shared() / "odoo").glob("*") if atomic.read_stamp(path)]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)
