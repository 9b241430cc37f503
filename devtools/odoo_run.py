"""Runs Odoo's command line against a database."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from devtools import atomic, odoo_source, paths, postgres, proc, venv

DATA = "SALES_PROCESS_DATA"  # tells a child process where our data root is
LOADING = re.compile(r"(?:Loading|Updating) module (\S+) \((\d+)/(\d+)\)")
TESTING = re.compile(r"INFO \S+ \S+: Starting (\S+) \.\.\.")


@dataclass(frozen=True)
class Odoo:
    """An Odoo tree with its interpreter and database server."""

    source: odoo_source.Source
    python: Path
    server: postgres.Server
    addons: tuple = (paths.ROOT,)

    def environ(self):
        return {
            **self.server.environ(),
            "PYTHONPATH": str(self.source.root),
            "PYTHONUNBUFFERED": "1",
            "ODOO_RC": str(self._config()),
        }

    def _config(self):
        """A configuration of our own, so that the user's ~/.odoorc has no say."""
        path = paths.local("odoo.conf")
        if not path.exists():
            atomic.write_file(path, "[options]\n")
        return path

    def argv(self, database, *args, port=None, command=(), program=("-m", "odoo")):
        """Command line for one database; without a port it serves nothing."""
        addons = ",".join(map(str, [*self.source.addons, *self.addons]))
        serving = ["--no-http"] if port is None else [
            f"--http-port={port}", "--http-interface=127.0.0.1", f"--gevent-port={port + 1}",
        ]  # fmt: skip
        return [
            self.python, *program, *command, f"--addons-path={addons}", "-d", database,
            f"--data-dir={data_dir(database)}", "--max-cron-threads=0", *serving, *args,
        ]  # fmt: skip

    def run(
        self, database, *args, port=None, program=("-m", "odoo"), current=None, on_line=None,
        **options,
    ):  # fmt: skip
        """Run to the end, with progress of loaded modules and tests in the step ``current``."""

        def watch(text):
            if current:
                loading, testing = LOADING.search(text), TESTING.search(text)
                if loading:
                    current.detail = f"{loading[1]} ({loading[2]}/{loading[3]})"
                elif testing:
                    current.detail = testing[1]
            if on_line:
                on_line(text)

        return proc.run(
            self.argv(database, *args, port=port, program=program),
            env=self.environ(),
            on_line=watch,
            **options,
        )


def data_dir(database):
    """Files of one database: attachments and sessions."""
    return data_root(os.environ) / database


def data_root(environ):
    """Folder for the files of one server's databases: two servers may have the same names."""
    if environ.get(DATA):
        return Path(environ[DATA])
    if environ.get("PGHOST"):
        server = f"{environ['PGHOST']}:{environ.get('PGPORT', '')}"
        return paths.shared() / f"data-{hashlib.sha256(server.encode()).hexdigest()[:8]}"
    return paths.shared() / "data"


def filestore(database):
    return data_dir(database) / "filestore" / database


def copy_filestore(origin, database):
    """Give a copied database its attachments; files never change, so links do."""
    atomic.remove(data_dir(database))
    if filestore(origin).exists():
        filestore(database).parent.mkdir(parents=True)
        shutil.copytree(filestore(origin), filestore(database), copy_function=_link)


def _link(origin, target):
    try:
        Path(target).hardlink_to(origin)
    except OSError:
        shutil.copy2(origin, target)


def prepare(server):
    """The Odoo to work with, on this database server."""
    return Odoo(odoo_source.find(), server.python, server)


def interpreter():
    return venv.python("odoo", "Odoo's Python packages")
