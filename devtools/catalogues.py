"""``make catalogues``: the terms of each addon, as Odoo exports them, and what is translated.

Odoo writes the catalogue of terms; translations are kept by their term, with the places and the
order of the catalogue. What is new has no translation yet, and is named.
"""

import re

from devtools import addons, atomic, databases, odoo_run, paths, postgres, proc
from devtools.say import line, step

DATES = re.compile(r'^"(?:POT-Creation|PO-Revision)-Date:.*\n', re.MULTILINE)


def translated():
    """Addons that have a catalogue."""
    return [name for name in addons.manifests() if (paths.ROOT / name / "i18n").is_dir()]


def run():
    names = translated()
    log = paths.local("logs", "catalogues.log")
    database = databases.name("catalogues")
    with postgres.server(odoo_run.interpreter()) as server:
        odoo = odoo_run.prepare(server)
        needed = [*databases.FULL_MODULES, *addons.stock_depends(names)]
        databases.copy(server, databases.template(odoo, needed), database)
        try:
            with step(f"Installing {', '.join(names)}") as current:
                odoo.run(
                    database, f"-i{','.join(names)}", "--stop-after-init", current=current, log=log
                )
            with step("Exporting the terms"):
                _export(odoo, database, names, log)
        finally:
            databases.drop(server, database)
        missing = [_merge(odoo.python, name) for name in names]
    for text in filter(None, missing):
        line(text)
    return 0


def _export(odoo, database, names, log):
    """Let Odoo write the catalogues; this command takes its paths from a configuration only."""
    conf = paths.local("catalogues.conf")
    folders = ",".join(map(str, [*odoo.source.addons, *odoo.addons]))
    data = odoo_run.data_dir(database)
    atomic.write_file(conf, f"[options]\naddons_path = {folders}\ndata_dir = {data}\n")
    proc.run(
        [
            odoo.python, "-m", "odoo", "i18n", "export", *names,
            "-l", "pot", "-c", conf, "-d", database,
        ],
        env=odoo.environ(),
        log=log,
    )  # fmt: skip
    for name in names:
        path = paths.ROOT / name / "i18n" / f"{name}.pot"
        path.write_text(DATES.sub("", path.read_text()))


def _merge(python, name):
    """Bring the translations of an addon in line; returns what is not translated."""
    folder = paths.ROOT / name / "i18n"
    languages = sorted(folder.glob("*.po"))
    argv = [python, "-m", "devtools.catalogue_merge", folder / f"{name}.pot", *languages]
    return "\n".join(proc.run(argv, cwd=paths.ROOT)[1])
