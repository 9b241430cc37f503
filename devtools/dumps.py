"""``make dump REF=…``: a company's database as the addons of an earlier version leave it.

It is kept in ``tests/data/`` under the version, for ``tests/test_upgrade.py``.
"""

import dataclasses
import lzma
import re
import socket
import subprocess
import tarfile
import tempfile
from pathlib import Path

from devtools import addons, databases, odoo_run, paths, postgres, proc
from devtools.say import Problem, line, step

FOLDER = paths.ROOT / "tests" / "data"
# Odoo's modules that the company has beside ours
BESIDE = ("base_automation",)
# tables of which an upgrade needs no rows
EMPTY = ("bus_bus", "ir_logging", "ir_profile", "res_device_log")
# rows that Odoo makes anew by itself, and what identifies the database
LEFT_OUT = (
    "DELETE FROM ir_attachment WHERE url LIKE '/web/assets/%'",
    """DELETE FROM ir_model_data WHERE model = 'ir.module.module' AND res_id IN
    (SELECT id FROM ir_module_module WHERE state NOT IN ('installed', 'to upgrade'))""",
    "DELETE FROM ir_module_module WHERE state NOT IN ('installed', 'to upgrade')",
    "UPDATE ir_module_module SET description = NULL",
    "UPDATE ir_config_parameter SET value = 'of-a-dump' WHERE key LIKE 'database.%'",
)
COPY = re.compile(r"COPY .* FROM stdin;$")
# what only psql understands, only a newer server knows, and only a superuser may say
NOT_SAID = re.compile(r"\\|SET transaction_timeout|COMMENT ON EXTENSION")


def path_of(version):
    return FOLDER / f"release_{version}.sql.xz"


def restore(server, path, database):
    """Replace ``database`` by what a dump holds."""
    databases.drop(server, database)
    server.sql(f"CREATE DATABASE \"{database}\" TEMPLATE template0 ENCODING 'UTF8'")
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        server.sql(*statements(lines), database=database)


def statements(lines):
    """Statements of a plain dump, as ``Server.sql`` takes them: each COPY with its lines."""
    lines, texts = iter(lines), []
    for text in lines:
        if COPY.match(text):
            if texts:
                yield "".join(texts)
            texts = []
            yield text, "".join(iter(lambda: next(lines), "\\.\n"))
        elif text.strip() and not text.startswith("--") and not NOT_SAID.match(text):
            texts.append(text)
    if texts:
        yield "".join(texts)


def run(ref):
    """Make the dump of a commit, branch or tag."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.server(odoo_run.interpreter()) as server,
    ):
        root = Path(folder)
        _check_out(ref, root)
        odoo = odoo_run.prepare(server)
        database = databases.name("dump")
        try:
            _fill(odoo, root, database)
            target = path_of(addons.manifests(root)[addons.CORE]["version"])
            with step(f"Writing {target.relative_to(paths.ROOT)}"):
                _write(server, database, target)
        finally:
            databases.drop(server, database)
    line(f"{target.relative_to(paths.ROOT)}: {target.stat().st_size / 1e6:.1f} MB")
    return 0


def _check_out(ref, folder):
    """Put the tree of a commit into a folder."""
    archive = folder / "tree.tar"
    done = subprocess.run(
        ["git", "archive", "--output", str(archive), ref],
        cwd=paths.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise Problem(f"REF={ref}: {done.stderr.strip()}")
    with tarfile.open(archive) as tree:
        tree.extractall(folder)
    archive.unlink()


def _fill(odoo, root, database):
    """Install the addons of ``root`` without demo data, and let a company work with them."""
    from tests import company_at_work

    names = addons.product(root)
    modules = [*databases.CORE_MODULES, *addons.stock_depends(names, root)]
    databases.copy(odoo.server, databases.template(odoo, modules), database)
    old = dataclasses.replace(odoo, addons=(root,))
    log = paths.local("logs", "dump.log")
    try:
        with step(f"Installing {', '.join(names)}") as current:
            modules = f"-i{','.join([*BESIDE, *names])}"
            old.run(database, modules, "--stop-after-init", current=current, log=log)
        with step("A company at work"):
            script = paths.local("scripts", "dump.py")
            script.write_text(company_at_work.SCRIPT)
            argv = old.argv(database, "--log-level=warn", command=["shell"])
            with script.open() as file:
                proc.run(argv, env=old.environ(), log=log, stdin=file)
    except proc.Failed as error:
        raise Problem(f"the database could not be made: {error} (details in {log})") from error


def _write(server, database, target):
    """Dump a database, without what an upgrade does not need."""
    server.sql(*LEFT_OUT, database=database)
    empty = [f"--exclude-table-data={name}" for name in EMPTY]
    done = subprocess.run(
        [
            str(postgres.program("pg_dump")), "--no-owner", "--no-privileges",
            "--encoding=UTF8", *empty, database,
        ],
        capture_output=True, env=server.environ(), check=False,
    )  # fmt: skip
    if done.returncode:
        raise Problem(f"the database could not be dumped: {done.stderr.decode().strip()[-300:]}")
    target.parent.mkdir(parents=True, exist_ok=True)
    # messages are identified by the machine that wrote them
    text = done.stdout.replace(f"@{socket.gethostname()}>".encode(), b"@company.example>")
    target.write_bytes(lzma.compress(text, preset=9 | lzma.PRESET_EXTREME))
