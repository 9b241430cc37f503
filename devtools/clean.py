"""``make clean``: removes what this clone has made; with ``ALL=1`` also the shared cache."""

from devtools import atomic, databases, odoo_run, paths, postgres
from devtools.say import line


def run(everything=False):
    if everything:
        _shared()
    else:
        _databases()
    for name in (".cache", "dist", "node_modules"):
        atomic.remove(paths.ROOT / name)
    line("clean")
    return 0


def _databases():
    """Drop this clone's databases; without a server ever started there are none."""
    interpreter = paths.shared() / "venv"
    if not interpreter.exists():
        return
    with postgres.server(odoo_run.interpreter()) as server:
        prefix = databases.name("")
        rows = server.sql(
            ("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        )
        for (database,) in rows:
            databases.drop(server, database)


def _shared():
    if postgres.find_binaries() or (paths.shared() / "venv").exists():
        postgres.private_cluster().remove()
    for path in paths.shared().iterdir():
        atomic.remove(path)
    line(f"removed all of {paths.shared()}")
