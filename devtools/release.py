"""``make release VERSION=…``: the next version of all addons, ready to be published.

The version goes into the manifests, what has changed from the fragments into each changelog
(towncrier), and with them the published texts. Then each addon becomes a wheel, and all of them a
zip for a folder of addons. Both are tried: every addon is installed from the zip in an Odoo without
it, and the seller's view is opened.
"""

import dataclasses
import re
import tempfile
import zipfile
from pathlib import Path

from devtools import (
    addons,
    databases,
    machine,
    odoo_run,
    paths,
    postgres,
    proc,
    readme,
    screens,
    serve,
    session,
    suites,
    venv,
    wheel,
)
from devtools.say import Problem, line, step

VERSION = re.compile(r'^(    "version": ")([\d.]+)(",)$', re.MULTILINE)
NUMBER = re.compile(r"19\.0(\.\d+){3}")
FRAGMENTS = "readme/newsfragments"
INSIDE = "odoo/addons/"


def check_version(version, root=paths.ROOT):
    """Refuse what is no version of an addon for Odoo 19, or is behind that of the manifests."""
    if not NUMBER.fullmatch(version or ""):
        raise Problem("say which version, as 19.0.1.2.0: make release VERSION=19.0.1.2.0")
    for name, manifest in addons.manifests(root).items():
        if _parts(version) < _parts(manifest["version"]):
            raise Problem(f"{name} has the version {manifest['version']} already")
        if version == manifest["version"] and fragments(root, name):
            raise Problem(f"{name} has news since {version}: give it the next version")


def _parts(version):
    return [int(part) for part in version.split(".")]


def fragments(root, name):
    """Files that say what has changed in an addon since its last version."""
    return sorted((root / name / FRAGMENTS).glob("*.md"))


def set_version(version, root=paths.ROOT):
    for name in addons.manifests(root):
        path = root / name / "__manifest__.py"
        text = path.read_text(encoding="utf-8")
        path.write_text(VERSION.sub(rf"\g<1>{version}\g<3>", text), encoding="utf-8")
    addons.manifests.cache_clear()


def write_news(version, root=paths.ROOT):
    """Put the fragments of each addon on top of its changelog; they are gone then."""
    python = venv.python("release", "the writer of the changelog (towncrier)")
    for name in addons.manifests(root):
        if fragments(root, name):
            proc.run(
                [
                    python, "-m", "towncrier", "build", "--yes", "--version", version,
                    "--config", root / "towncrier.toml", "--dir", root / name,
                ],
                cwd=root,
                log=paths.local("logs", "release.log"),
            )  # fmt: skip


def pack(wheels, target):
    """Put what is in the wheels into one zip, a folder for each addon."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in wheels.values():
            with zipfile.ZipFile(path) as made:
                for name in sorted(made.namelist()):
                    if name.startswith(INSIDE):
                        archive.writestr(name.removeprefix(INSIDE), made.read(name))
    return target


def try_out(odoo, archive, database, names):
    """Install addons from the zip in a database without them, and open the seller's view.

    :return: how many cards are on it
    """
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(archive).extractall(folder)
        unpacked = dataclasses.replace(odoo, addons=(Path(folder),))
        with step(f"Installing {', '.join(names)} from {archive.name}") as current:
            log = paths.local("logs", "release-install.log")
            unpacked.run(
                database, f"-i{','.join(names)}", "--stop-after-init", current=current, log=log
            )
        port = machine.free_port()
        process = serve.start(unpacked, database, port, paths.local("logs", "release-server.log"))
        try:
            admin = session.log_in(f"http://127.0.0.1:{port}", database, "admin", "admin")
            admin.send("/odoo/sellers-view", None)
            return len(screens.cards(admin))
        finally:
            proc.stop(process)


def run(version, root=paths.ROOT):
    check_version(version, root)
    with step("Writing changelogs and texts"):
        write_news(version, root)
        set_version(version, root)
        readme.run(root)
    wheels = wheel.build()
    archive = pack(wheels, root / "dist" / f"{addons.CORE}-{version}.zip")
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        modules, names, _tags = suites.plan("full")
        database = databases.name("release")
        databases.copy(server, databases.template(odoo, modules), database)
        count = try_out(odoo, archive, database, names)
        databases.drop(server, database)
    line(
        f"{archive.relative_to(root)} and {len(wheels)} wheels; the seller's view has {count} cards"
    )
    line(
        f"Look at what has changed, commit it, tag it {version}, and say `make dump REF={version}`"
    )
    return 0
